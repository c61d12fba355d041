import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenApi, Operation } from './routes.js';

/** A real answer, as a test got it. */
export interface Heard {
  status: number;
  headers: Record<string, string>;
  body: unknown;
  text: string;
}

/** Every operation by its id, with its address. */
export function operationsOf(document: OpenApi): Map<string, { path: string; method: string; operation: Operation }> {
  return new Map(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => [operation.operationId, { path, method, operation }] as const,
      ),
    ),
  );
}

/** A judge of real answers by the document (JSON Schema 2020-12, as OpenAPI 3.1 has it). */
export function judgeBy(document: OpenApi): (operationId: string, heard: Heard) => string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  // The package is CommonJS; its plugin is its default export's default.
  (formats as unknown as { default: (ajv: Ajv2020) => void } & ((ajv: Ajv2020) => void)).call(null, ajv);
  ajv.addFormat('binary', true);
  ajv.addSchema(document, 'openapi');
  const operations = operationsOf(document);
  const part = (text: string) => encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
  return (operationId, heard) => {
    const known = operations.get(operationId);
    if (!known) return [`${operationId}: no such operation`];
    const where = `${operationId} ${heard.status}`;
    const response = known.operation.responses[heard.status];
    if (!response) return [`${where}: this status is not documented (${heard.text.slice(0, 300)})`];
    const type = (heard.headers['content-type'] ?? '').split(';')[0] ?? '';
    if (!response.content) return heard.text === '' ? [] : [`${where}: a body where none is documented`];
    const media = response.content[type] ? type : response.content['*/*'] ? '*/*' : null;
    if (media === null) return [`${where}: ${type} is not documented`];
    if (heard.status >= 400 && type !== 'application/problem+json' && heard.status !== 503)
      return [`${where}: an error that is no problem document`];
    if (!/[/+]json$/.test(type) || media === '*/*') return [];
    const code = (heard.body as { type?: string }).type?.replace('/problems/', '');
    const faults: string[] = [];
    if (type === 'application/problem+json' && !known.operation['x-problems']?.includes(code ?? ''))
      faults.push(`${where}: its problem ${code} is not in x-problems`);
    const $ref = `openapi#/paths/${part(known.path)}/${known.method}/responses/${heard.status}/content/${part(media)}/schema`;
    const validate = ajv.getSchema($ref) ?? ajv.compile({ $ref });
    if (!validate(heard.body))
      for (const error of validate.errors ?? [])
        faults.push(`${where}: ${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
    return faults;
  };
}
