import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allows, type Permission, permissions, permissionsOf } from '../src/access/permissions.js';
import { projectRoot } from '../src/config.js';
import { never, oracle } from './support/access-oracle.js';

const page = join(projectRoot, 'docs/access-matrix.md');
const roles = Object.keys(oracle);
const names = Object.keys(permissions) as Permission[];

/** The page as it must be; roles run down the columns in the order of the oracle. */
function printed(): string {
  const cell = (role: string, name: Permission) => (allows(role, name) ? '●' : '');
  return [
    '# Access matrix',
    '',
    'May this role do this at all? Printed from `src/access/permissions.ts` by `test/access-matrix.spec.ts`',
    '(`UPDATE_DOCS=1` writes it anew). Which rows a role then sees is decided by PostgreSQL alone: those of its own',
    'body, up to its clearance, inside its compartments.',
    '',
    `| permission | ${roles.join(' | ')} |`,
    `|---|${roles.map(() => ':-:').join('|')}|`,
    ...names.map(name => `| ${name} | ${roles.map(role => cell(role, name)).join(' | ')} |`),
    '',
  ].join('\n');
}

describe('the access matrix', () => {
  it('is printed in docs/access-matrix.md as it is', () => {
    if (process.env.UPDATE_DOCS) writeFileSync(page, printed());
    expect(readFileSync(page, 'utf8')).toBe(printed());
  });

  it.each(roles)('gives %s exactly what the hand-written oracle says', role => {
    expect([...permissionsOf(role)].sort()).toEqual([...(oracle[role] ?? [])].sort());
  });

  it('knows no role and no permission that the oracle does not', () => {
    expect([...new Set(names.flatMap(name => [...permissions[name]] as string[]))].sort()).toEqual([...roles].sort());
    expect([...new Set(Object.values(oracle).flat())].sort()).toEqual([...names].sort());
    expect(permissionsOf('STRANGER')).toEqual([]);
  });

  it('has the roles of the database, no more and no fewer', () => {
    const ground = readFileSync(join(projectRoot, 'migrations/0001_context.sql'), 'utf8');
    const list = /constraint appointments_role check \(role in \(([^)]*)\)/.exec(ground)?.[1] ?? '';
    expect([...list.matchAll(/'([A-Z_]+)'/g)].map(found => found[1]).sort()).toEqual([...roles].sort());
  });

  it.each(never)('keeps: $because', ({ roles: kept, permissions: pattern }) => {
    expect(kept.flatMap(role => permissionsOf(role).filter(name => pattern.test(name)))).toEqual([]);
    // The sentence would notice: somebody has each of these permissions, or there is nothing to keep from anyone.
    expect(names.some(name => pattern.test(name))).toBe(true);
  });
});
