import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { permissions } from '../../src/access/permissions.js';

/** A parameter of an operation, as far as the tests need it. */
export interface Parameter {
  name: string;
  in: string;
  schema?: { type?: string; format?: string; enum?: string[]; pattern?: string };
}

/** An operation of the OpenAPI document, as far as the tests need it. */
export interface Operation {
  operationId: string;
  summary?: string;
  'x-permission'?: string;
  'x-problems'?: string[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { content?: Record<string, { schema?: object }> }>;
}

/** The OpenAPI document, as far as the tests need it. */
export interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

/** `GET /api/v1/x/{}`: names of parameters are not part of an address. */
const address = (method: string, path: string): string =>
  `${method.toUpperCase()} ${path.replace(/\{[^}]+\}|:[^/]+/g, '{}')}`;

/** Every operation of the document by its address. */
export function documentedRoutes(document: OpenApi): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [address(method, path), operation]),
    ),
  );
}

/** Every route of the running server, from its own router; the HEAD that Fastify adds to each GET is not counted. */
export function routesOf(app: NestFastifyApplication): string[] {
  const printed = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const stem: string[] = [];
  const routes: string[] = [];
  for (const line of printed.split('\n').filter(Boolean)) {
    const found = /^([│ ]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (!found) throw new Error(`a line of the router that this test cannot read: ${line}`);
    const [, indent = '', part = '', methods = ''] = found;
    stem.splice(indent.length / 4);
    stem.push(part);
    for (const method of methods.split(', ').filter(Boolean))
      if (method !== 'HEAD') routes.push(address(method, stem.join('')));
  }
  return routes;
}

const words = new Set<string>(['public', 'person', 'documentation', ...Object.keys(permissions)]);

/** Routes that no operation describes, or whose operation names no permission of the matrix. */
export function silentRoutes(routes: string[], document: OpenApi, pages: string[]): string[] {
  const documented = documentedRoutes(document);
  return routes.filter(route => !pages.includes(route) && !words.has(documented[route]?.['x-permission'] ?? ''));
}
