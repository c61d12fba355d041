import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { namedSchemas } from './operation.js';
import { problems } from './problems.js';

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance'],
  properties: {
    type: { type: 'string', description: 'A readable page about the problem.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'The request id, to quote when asking for help.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'detail'],
        properties: { pointer: { type: 'string' }, code: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
};

const vagueDateSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['value', 'precision'],
  description: 'A date as precisely as it is known.',
  properties: {
    value: { type: ['string', 'null'], description: 'A year, a month, a day, an instant with its zone, or null.' },
    precision: { type: 'string', enum: ['MINUTE', 'DAY', 'MONTH', 'YEAR', 'UNKNOWN'] },
    about: { type: ['boolean', 'null'] },
    inferred: { type: ['boolean', 'null'], description: 'Worked out by the recorder, not stated by the source.' },
    asWritten: { type: ['string', 'null'] },
    note: { type: ['string', 'null'] },
  },
};

const pointSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['type', 'coordinates'],
  description: 'GeoJSON (RFC 7946): longitude, then latitude, WGS 84.',
  properties: {
    type: { type: 'string', enum: ['Point'] },
    coordinates: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'number' } },
  },
};

/** The contract: what the routes say of themselves, and nothing else. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Cordon')
    .setDescription(
      'Arms-embargo monitoring: field records, released records and briefing packets. Closed by default; every operation names its permission (`x-permission`) and its problems (`x-problems`).',
    )
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .build();
  const document = SwaggerModule.createDocument(app, builder);
  document.components = {
    ...document.components,
    schemas: {
      ...Object.fromEntries(namedSchemas),
      Problem: problemSchema,
      VagueDate: vagueDateSchema,
      Point: pointSchema,
    } as NonNullable<OpenAPIObject['components']>['schemas'],
  };
  return document;
}

/** The readable page of a problem type. */
export function problemPage(code: string): string | null {
  if (!(code in problems)) return null;
  const [status, title, detail] = problems[code as keyof typeof problems];
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>Status ${status}, code <code>${code}</code>.</p><p>${detail.replaceAll('<', '&lt;')}</p></html>`;
}
