import { applyDecorators, Header, SetMetadata } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiExtension,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
} from '@nestjs/swagger';
import type { Permission } from '../access/permissions.js';
import { fieldsOf, type Schema } from './fields.js';
import { type ProblemCode, problems } from './problems.js';
import { type Shape, schemaOf } from './shape.js';

/** What a route says of itself: who may call it, what it takes, what it answers, what can go wrong. */
export interface OperationSpec {
  /** operationId; also the name under which reads are logged. */
  id: string;
  summary: string;
  /** A permission of the access matrix; 'public' needs no sign-in, 'person' a sign-in, 'documentation' a sign-in except on the embedded default. */
  permission: Permission | 'public' | 'person' | 'documentation';
  /** Success status → the answer. */
  answers: Record<number, Shape | Schema | ListAnswer | null>;
  request?: new () => object;
  /** One request or an array of them. */
  orMany?: number;
  query?: Record<string, QueryParameter>;
  params?: Record<string, string>;
  problems?: ProblemCode[];
  /**
   * A session that has shown within ten minutes who it is: again; again, but only where the person has a second factor
   * or needs one; or by having just begun.
   */
  stepUp?: true | 'with_factor' | 'or_fresh';
  /** Only for requests whose `to` is one of these. */
  stepUpFor?: readonly string[];
  /** The change needs If-Match. */
  ifMatch?: true;
  /** Not JSON: the media type of the answer. */
  mediaType?: string;
}

/** A documented query parameter; `list` may repeat. */
export interface QueryParameter {
  schema: Schema;
  doc: string;
  list?: true;
}

/** A page of a list. */
export class ListAnswer {
  constructor(readonly of: Shape) {}
}

/** Answers a page of `of`. */
export const listOf = (of: Shape): ListAnswer => new ListAnswer(of);

/** Under which a route's {@link OperationSpec} is kept as its metadata. */
export const operationKey = 'cordon:operation';

/** Named schemas that operations refer to, gathered as controllers are read. */
export const namedSchemas = new Map<string, Schema>();

function schemaFor(answer: Shape | Schema | ListAnswer): Schema {
  if (answer instanceof ListAnswer) {
    return {
      type: 'object',
      required: ['items', 'nextCursor'],
      additionalProperties: false,
      properties: {
        items: { type: 'array', items: schemaFor(answer.of) },
        nextCursor: { type: ['string', 'null'], description: 'Send as `cursor` for the next page; null on the last.' },
        total: { type: 'integer', description: 'Only with `count`.' },
      },
    };
  }
  if (isShape(answer)) {
    namedSchemas.set(answer.name, schemaOf(answer));
    return { $ref: `#/components/schemas/${answer.name}` };
  }
  return answer;
}

const isShape = (answer: object): answer is Shape => 'members' in answer && 'alias' in answer;

/** A request class as a named schema. */
export function requestSchema(type: new () => object): Schema {
  if (!namedSchemas.has(type.name)) {
    namedSchemas.set(type.name, {});
    const fields = [...fieldsOf(type)];
    namedSchemas.set(type.name, {
      type: 'object',
      additionalProperties: false,
      required: fields.filter(([, f]) => f.required).map(([key]) => key),
      properties: Object.fromEntries(
        fields.map(([key, f]) => {
          const nested = f.nested ? requestSchema(f.nested()) : null;
          let schema = f.schema;
          if (nested) schema = f.list ? { ...schema, items: nested } : { allOf: [nested], ...schema };
          return [key, f.nullable ? orNull(schema) : schema];
        }),
      ),
    });
  }
  return { $ref: `#/components/schemas/${type.name}` };
}

function orNull(schema: Schema): Schema {
  if (typeof schema.type === 'string' && !schema.enum) return { ...schema, type: [schema.type, 'null'] };
  const { description, ...rest } = schema;
  return { description, oneOf: [rest, { type: 'null' }] };
}

/** Everything about a route in one place: permission, documentation and content type. */
export function Operation(spec: OperationSpec): MethodDecorator {
  const problemCodes = new Set<ProblemCode>(spec.problems ?? []);
  problemCodes.add('unknown_parameter');
  if (spec.permission !== 'public' || spec.request) problemCodes.add('too_many_requests');
  if (spec.permission !== 'public')
    for (const code of [
      'not_signed_in',
      'session_ended',
      'permission_missing',
      'appointment_not_in_force',
      'appointment_required',
      'second_factor_missing',
    ] as const)
      problemCodes.add(code);
  if (spec.stepUp) problemCodes.add('step_up_required');
  if (spec.request)
    for (const code of [
      'malformed_request',
      'invalid_json',
      'breaks_a_rule',
      'body_too_large',
      'unsupported_media_type',
    ] as const)
      problemCodes.add(code);
  if (spec.query) problemCodes.add('malformed_request');
  if (spec.params) problemCodes.add('not_found');
  if (spec.ifMatch) for (const code of ['if_match_required', 'stale_version'] as const) problemCodes.add(code);
  const decorators: MethodDecorator[] = [
    SetMetadata(operationKey, spec),
    ApiOperation({ operationId: spec.id, summary: spec.summary }),
    ApiExtension('x-permission', spec.permission),
    ApiExtension('x-problems', [...problemCodes].sort()),
    ...(spec.stepUp ? [ApiExtension('x-step-up', spec.stepUp === true ? 'always' : spec.stepUp)] : []),
  ];
  if (!spec.mediaType) decorators.push(Header('content-type', 'application/json; charset=utf-8'));
  for (const [status, answer] of Object.entries(spec.answers)) {
    const content = spec.mediaType
      ? { [spec.mediaType]: { schema: { type: 'string' as const, format: 'binary' } } }
      : answer && { 'application/json': { schema: schemaFor(answer) } };
    decorators.push(
      ApiResponse({ status: Number(status), description: spec.summary, ...(content ? { content } : {}) }),
    );
  }
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of problemCodes) byStatus.set(problems[code][0], [...(byStatus.get(problems[code][0]) ?? []), code]);
  for (const [status, codes] of byStatus) {
    decorators.push(
      ApiResponse({
        status,
        description: codes.map(code => `\`${code}\`: ${problems[code][1]}`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      }),
    );
  }
  if (spec.request) {
    const one = requestSchema(spec.request);
    decorators.push(
      ApiBody({
        required: true,
        schema: spec.orMany ? { oneOf: [one, { type: 'array', minItems: 1, maxItems: spec.orMany, items: one }] } : one,
      }),
    );
  }
  for (const [name, parameter] of Object.entries(spec.query ?? {})) {
    decorators.push(
      ApiQuery({
        name,
        required: false,
        description: parameter.doc,
        isArray: parameter.list,
        schema: parameter.schema,
      }),
    );
  }
  for (const [name, doc] of Object.entries(spec.params ?? {}))
    decorators.push(ApiParam({ name, description: doc, schema: { type: 'string' } }));
  if (spec.ifMatch)
    decorators.push(ApiHeader({ name: 'If-Match', required: true, description: 'The ETag of the version you read.' }));
  if (spec.permission !== 'public') {
    decorators.push(ApiBearerAuth('bearer'));
    if (spec.permission !== 'person' && spec.permission !== 'documentation')
      decorators.push(
        ApiHeader({
          name: 'X-Appointment',
          required: false,
          description: 'Which of your appointments acts; needed when you hold several.',
        }),
      );
  }
  return applyDecorators(...decorators);
}
