import { readFileSync } from 'node:fs';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { permissions } from '../src/access/permissions.js';
import { AppModule } from '../src/app.module.js';
import { projectRoot } from '../src/config.js';
import { createApp } from '../src/http/create-app.js';
import { DocumentController } from '../src/system/document.controller.js';
import { documentedRoutes, routesOf, silentRoutes } from './support/routes.js';
import {
  broken,
  connectionsOf,
  ownersCommands,
  source,
  sourceRules,
  sourcesUnder,
  testRules,
} from './support/source-rules.js';
import { openWorld, type World } from './world.js';

describe('the source', () => {
  const files = sourcesUnder(projectRoot, 'src', ['.ts', '.mjs']);
  const tests = sourcesUnder(projectRoot, 'test', ['.ts', '.mjs']);

  it.each(sourceRules)('keeps: $rule', rule => {
    expect(files.length).toBeGreaterThan(80);
    expect(broken([rule], files)).toEqual([]);
  });
  it.each(testRules)('keeps in its tests: $rule', rule => {
    expect(broken([rule], tests)).toEqual([]);
  });
  it.each([...sourceRules, ...testRules])('would not pass a fault against: $rule', rule => {
    const found = broken([rule], [source(rule.fault.path, rule.fault.text)]);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toContain(rule.fault.path);
    expect(found[0]).toContain(rule.rule);
  });
  it('is not accused of what it says in comments', () => {
    const said = source(
      'src/sites/sites.service.ts',
      '// never actor.role\n/* tx.manager.save(x) */ const a = `// b`;',
    );
    expect(broken(sourceRules, [said])).toEqual([]);
    expect(said.code).toContain('`// b`');
  });
  it('still has the commands of the owner that the rules excuse', () => {
    const connecting = files.filter(file => connectionsOf(file).length > 0).map(file => file.path);
    expect(connecting).toEqual(expect.arrayContaining(Object.keys(ownersCommands)));
  });
  it('sees a connection of the owner in what does not name the driver', () => {
    const door = source('src/sites/sites.service.ts', "import { ownerClient } from '../database/owner-client.js';");
    expect(broken(sourceRules, [door])).toEqual([expect.stringContaining('imports ../database/owner-client.js')]);
  });
  it('is told of in a threat model that names only tests that are there', () => {
    const model = readFileSync(`${projectRoot}/docs/threat-model.md`, 'utf8');
    const named = [...new Set([...model.matchAll(/`([\w-]+\.(?:e2e-)?spec\.ts)`/g)].map(found => `test/${found[1]}`))];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter(path => !tests.some(test => test.path === path))).toEqual([]);
  });
  it('registers every entity for the catalogue test', () => {
    const list = readFileSync(`${projectRoot}/src/entities.ts`, 'utf8');
    const named = (text: string) => [...text.matchAll(/@Entity\([^)]*\)\s*export class (\w+)/g)].map(found => found[1]);
    const missing = files.flatMap(file =>
      named(file.code)
        .filter(name => !new RegExp(`\\b${name}\\b`).test(list))
        .map(name => `${file.path}: ${name} is not in src/entities.ts`),
    );
    expect(missing).toEqual([]);
  });
});

/** Open to everybody, without signing in. Each was decided; this list grows by a decision only. */
const publicOperations = ['acceptInvitation', 'live', 'metrics', 'ready', 'refreshSession', 'signIn'];

/** Routes that are no operations: pages for a reader, with no data in them. */
const pages = ['GET /problems/{}'];

@Controller('silent')
class SilentController {
  @Get()
  say(): object {
    return { said: 'nothing about a permission' };
  }
}

describe('the routes', () => {
  let world: World;
  const documentOf = (app: NestFastifyApplication) =>
    app.get(DocumentController, { strict: false }).read() as Parameters<typeof documentedRoutes>[0];

  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it('are exactly the operations of the OpenAPI document, but for the pages named', () => {
    const real = routesOf(world.app).filter(route => !pages.includes(route));
    expect(real.length).toBeGreaterThan(20);
    expect([...new Set(real)].sort()).toEqual(Object.keys(documentedRoutes(documentOf(world.app))).sort());
  });

  it('all state a permission of the matrix, or that they need none', () => {
    expect(silentRoutes(routesOf(world.app), documentOf(world.app), pages)).toEqual([]);
  });

  it('are public only where this test says so', () => {
    const open = Object.values(documentedRoutes(documentOf(world.app))).filter(
      operation => operation['x-permission'] === 'public',
    );
    expect(open.map(operation => operation.operationId).sort()).toEqual(publicOperations);
  });

  it('ask again who somebody is where rights, sources and releases are at stake', () => {
    const asking = Object.values(documentedRoutes(documentOf(world.app))).filter(
      operation => (operation as { 'x-step-up'?: string })['x-step-up'],
    );
    expect(asking.map(operation => operation.operationId)).toEqual(
      expect.arrayContaining([
        'grantAppointment',
        'moveAppointment',
        'moveRelease',
        'getSourceIdentity',
        'getSourceEmergency',
        'decideSourceOpening',
        'decideSourceErasure',
        'moveSourceHold',
      ]),
    );
  });

  it('judge a move that is no text as a request, not as a move', async () => {
    const to = { toString: 'x', valueOf: 'y' };
    const answer = await (await world.as('chief@UNMIVA')).post(`/releases/${world.id('UNMIVA')}/transitions`, { to });
    expect(answer.status).toBeLessThan(500);
  });

  it('use every permission of the matrix, or it is named here', () => {
    const used = new Set(
      Object.values(documentedRoutes(documentOf(world.app))).map(operation => operation['x-permission']),
    );
    // The moves of a packet, and of a release, are one route; which permission a move needs depends on where it goes.
    const elsewhere = [
      ...['packet.clear_as_cell_chief', 'packet.clear_as_head', 'packet.transmit', 'packet.return'],
      ...['release.approve', 'release.countersign', 'release.recall'],
    ];
    const unused = Object.keys(permissions).filter(name => !used.has(name) && !elsewhere.includes(name));
    // Granted ahead of their rooms; a room that comes takes its name off this list.
    expect(unused.filter(name => !ahead.includes(name))).toEqual([]);
  });

  it('that say nothing are closed, and this test names them', async () => {
    @Module({ imports: [AppModule.on(world.config, world.db, world.bell)], controllers: [SilentController] })
    class WithSilence {}
    const app = await createApp(WithSilence, world.config);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    expect(silentRoutes(routesOf(app), documentOf(app), pages)).toEqual(['GET /api/v1/silent']);
    const authorization = `Bearer ${await world.token('analyst@UNMIVA')}`;
    const answer = await request(app.getHttpServer()).get('/api/v1/silent').set({ authorization });
    expect([answer.status, answer.body.type]).toEqual([403, '/problems/permission_missing']);
  });
});

const ahead: string[] = [];
