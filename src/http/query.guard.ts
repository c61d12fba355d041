import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { type OperationSpec, operationKey } from './operation.js';
import { Problem } from './problems.js';

/**
 * Refuses query parameters that a route does not document, and repeats of those that stand once: a parameter that is
 * silently ignored, or of which the first or the last counts, is where a proxy and Cordon would read two things.
 */
@Injectable()
export class QueryGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const operation = this.reflector.get<OperationSpec | undefined>(operationKey, context.getHandler());
    const query = context.switchToHttp().getRequest<FastifyRequest>().query as Record<string, unknown>;
    const known = operation?.query ?? {};
    const faults = Object.keys(query).flatMap(name => {
      const pointer = `?${name.slice(0, 100)}`;
      if (!Object.hasOwn(known, name))
        return [{ pointer, code: 'unknown_parameter', detail: 'No such parameter; see the OpenAPI document.' }];
      return Array.isArray(query[name]) && !known[name]?.list
        ? [{ pointer, code: 'repeated_parameter', detail: 'This parameter may be given once.' }]
        : [];
    });
    if (faults.length > 0) throw new Problem('unknown_parameter', undefined, faults);
    return true;
  }
}
