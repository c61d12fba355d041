import { Controller, Get, Param, Query } from '@nestjs/common';
import { codeLists, findCodeList } from '../codes.js';
import { listOf, Operation } from '../http/operation.js';
import { Problem } from '../http/problems.js';
import { codeListShape, codeListSummary } from './code-list.shape.js';
import { refuseStrangers } from './reference-list.js';

/** The controlled vocabularies, with their sources. */
@Controller('code-lists')
export class CodeListsController {
  @Get()
  @Operation({
    id: 'listCodeLists',
    summary: 'All code lists, on one page',
    permission: 'reference.read',
    answers: { 200: listOf(codeListSummary) },
    query: {},
  })
  list(@Query() query: Record<string, unknown>): object {
    refuseStrangers(query, {});
    const items = codeLists.map(({ name, title, source, values }) => ({ name, title, source, count: values.length }));
    return { items, nextCursor: null };
  }

  @Get(':name')
  @Operation({
    id: 'getCodeList',
    summary: 'One code list with its values',
    permission: 'reference.read',
    answers: { 200: codeListShape },
    params: { name: 'The name of the list.' },
    problems: ['unknown_code_list'],
  })
  get(@Param('name') name: string): object {
    const list = findCodeList(name);
    if (!list) throw new Problem('unknown_code_list');
    return list;
  }
}
