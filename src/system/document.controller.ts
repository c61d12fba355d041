import { Controller, Get } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Operation } from '../http/operation.js';

/** The OpenAPI document as JSON; it is made once, when the application has all its routes. */
@Controller()
export class DocumentController {
  private document: OpenAPIObject | null = null;

  /** Called once by whoever builds the application. */
  publish(document: OpenAPIObject): void {
    this.document = document;
  }

  @Get('api/openapi.json')
  @Operation({
    id: 'openApi',
    summary: 'This document (OpenAPI 3.1)',
    permission: 'documentation',
    answers: { 200: { type: 'object' } },
  })
  read(): object {
    return this.document ?? {};
  }
}
