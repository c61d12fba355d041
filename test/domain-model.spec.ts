import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../src/config.js';
import { areaOf, areas, lenders, type Model, printed, readModel, unplaced } from './support/domain-model.js';
import { openWorld, type World } from './world.js';

const page = join(projectRoot, 'docs/domain-model.md');

describe('the domain model', () => {
  let world: World;
  let model: Model;
  beforeAll(async () => {
    world = await openWorld();
    model = await readModel(world.owner);
  });
  afterAll(() => world.close());

  /** The model after a change that is not kept. */
  async function changedBy(change: string): Promise<Model> {
    const client = await world.owner.connect();
    try {
      await client.query('begin');
      await client.query(change);
      return await readModel(client);
    } finally {
      await client.query('rollback');
      client.release();
    }
  }

  it('has an area for every table, and no table that is gone', () => {
    expect(unplaced(model)).toEqual([]);
  });

  it('has a table in every area, and words for every column that tables share', () => {
    expect(new Set(Object.values(areaOf))).toEqual(new Set(Object.keys(areas)));
    for (const [name, { columns }] of Object.entries(lenders))
      expect([name, model.tables.find(table => table.name === name)?.columns.map(column => column.name)]).toEqual([
        name,
        Object.keys(columns),
      ]);
  });

  it('is printed in docs/domain-model.md as it is', () => {
    if (process.env.UPDATE_DOCS) writeFileSync(page, printed(model));
    expect(readFileSync(page, 'utf8')).toBe(printed(model));
  });

  it('is the same at every reading', async () => {
    expect(printed(await readModel(world.owner))).toBe(printed(model));
  });

  it.each([
    ['a new column', 'alter table sites add column stray text', '    text stray'],
    ['a changed type', 'alter table parties alter column kind type text[] using array[kind]', '    text[] kind'],
    ['a changed name', 'alter table figures rename column value to amount', ' amount'],
    ['a comment', `comment on table marks is 'What is stamped.'`, '- `marks`: What is stamped.'],
    [
      'a foreign key that may be empty',
      'alter table documents alter column inspection_id drop not null',
      '  inspections |o--o{ documents : "inspection_id"',
    ],
    [
      'a foreign key of which there is one',
      'alter table documents add constraint documents_one unique (body_id, inspection_id)',
      '  inspections ||--o| documents : "inspection_id"',
    ],
    [
      'a new foreign key, with the table of another area by its name',
      'alter table marks add constraint marks_wrong foreign key (recorded_by) references people on delete restrict',
      '  people ||--o{ marks : "recorded_by"',
    ],
    ['a shared column that is not as shared', 'alter table items alter column version drop not null', '  items {'],
  ])('would not go stale over %s', async (_, change, line) => {
    const changed = printed(await changedBy(change));
    expect(printed(model).split('\n')).not.toContain(line);
    expect(changed.split('\n').some(is => is.endsWith(line))).toBe(true);
    expect(changed).not.toBe(printed(model));
  });

  it('would name a table without an area, in whatever schema, and a table that is gone', async () => {
    const changed = await changedBy(
      'create table wrong (id uuid); create schema odd; create table odd.wrong (id uuid); drop table reported_totals cascade',
    );
    expect(unplaced(changed)).toEqual([
      'odd.wrong: give it an area in test/support/domain-model.ts',
      'wrong: give it an area in test/support/domain-model.ts',
      'reported_totals: no such table; take it out of test/support/domain-model.ts',
    ]);
  });
});
