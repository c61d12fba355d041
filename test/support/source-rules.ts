import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** One file as the rules see it: its path from the project's root, its text, and its text without comments. */
export interface Source {
  path: string;
  text: string;
  code: string;
}

/** A rule of the house: finds what breaks it, as `file: what`. `fault` is a source on which it must fail. */
export interface SourceRule {
  rule: string;
  check: (source: Source) => string[];
  fault: { path: string; text: string };
}

/** A source from its text; comments are cut, because they may name what the code may not do. */
export function source(path: string, text: string): Source {
  return { path, text, code: path.endsWith('.ts') ? withoutComments(text) : text };
}

function withoutComments(text: string): string {
  const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);
  const cuts = new Map<number, number>();
  const visit = (node: ts.Node): void => {
    for (const range of ts.getLeadingCommentRanges(text, node.pos) ?? []) cuts.set(range.pos, range.end);
    for (const range of ts.getTrailingCommentRanges(text, node.end) ?? []) cuts.set(range.pos, range.end);
    // Inside a template's text there are no comments, whatever it looks like.
    if (!ts.isTemplateLiteralToken(node)) for (const child of node.getChildren(file)) visit(child);
  };
  visit(file);
  let code = text;
  for (const [from, to] of [...cuts].sort((a, b) => b[0] - a[0]))
    code = code.slice(0, from) + code.slice(from, to).replace(/[^\n]/g, ' ') + code.slice(to);
  return code;
}

/** Every file under a folder of the project whose name ends as given. */
export function sourcesUnder(root: string, folder: string, endings: string[]): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && endings.some(ending => entry.name.endsWith(ending)))
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => source(relative(root, path), readFileSync(path, 'utf8')));
}

const imports = (s: Source): string[] => [
  ...[...s.code.matchAll(/^import\s+(?!type\b)[^;]*?from\s+'([^']+)'/gm)].map(found => found[1] ?? ''),
  ...[...s.code.matchAll(/\bimport\(\s*'([^']+)'/g)].map(found => found[1] ?? ''),
];
const named = (s: Source, pattern: RegExp, what: string): string[] =>
  [...s.code.matchAll(pattern)].map(found => `${s.path}: ${what}: ${found[0].trim().slice(0, 60)}`);
const lines = (s: Source): number => s.text.replace(/\n$/, '').split('\n').length;
const isController = (s: Source) => s.path.endsWith('.controller.ts');
const isService = (s: Source) => s.path.endsWith('.service.ts');

/** What a file imports that opens connections: a driver, or the door for the database's owner. */
export const connectionsOf = (s: Source): string[] =>
  imports(s).filter(name => ['pg', 'bullmq', 'ioredis'].includes(name) || name.endsWith('/owner-client.js'));

/**
 * Files outside src/database and src/queue that open a connection, each with its reason. They run before there is an
 * API, as the database's owner, and no request can reach them.
 */
export const ownersCommands: Record<string, string> = {
  'src/people/founding.ts': 'founds an installation: there is no actor yet',
  'src/vault/change-master-key.ts': 'changes the key of the vault, as its role: there is no actor',
  'src/reference/load.ts': 'loads reference data, which the runtime role may only read',
};

/** Statements a controller may hold: one function or one reference table, with no rule and no case table in it. */
const controllersStatements = ['select count(*)::int as n from migrations where name = any ($1)'];

/** Our own classes that may be extended: the columns every case table shares. */
const extendable = /^(CaseRow|Error|AuthGuard|PassportStrategy|DefaultNamingStrategy|pg\.Client)\b/;

/** The rules of the house that no linter knows. */
export const sourceRules: SourceRule[] = [
  {
    rule: 'only src/database, src/queue and the named commands of the owner import a driver or connect as the owner',
    check: s =>
      /^src\/(database|queue)\//.test(s.path) || s.path in ownersCommands
        ? []
        : connectionsOf(s).map(name => `${s.path}: imports ${name}`),
    fault: { path: 'src/sites/sites.service.ts', text: "import pg from 'pg';" },
  },
  {
    rule: 'only src/queue knows BullMQ and Redis',
    check: s =>
      s.path.startsWith('src/queue/')
        ? []
        : imports(s)
            .filter(name => ['bullmq', 'ioredis'].includes(name))
            .map(name => `${s.path}: imports ${name}`),
    fault: { path: 'src/database/database.ts', text: "import { Queue } from 'bullmq';" },
  },
  {
    rule: 'only src/database opens a TypeORM connection or a query runner',
    check: s =>
      s.path.startsWith('src/database/')
        ? []
        : named(s, /\bnew\s+DataSource\b|\bcreateQueryRunner\b|\bTypeOrmModule\b/g, 'opens'),
    fault: { path: 'src/sites/sites.service.ts', text: 'const source = new DataSource({});' },
  },
  {
    rule: 'only src/config.ts reads the environment',
    // The embedded server's own child process needs the search path of its parent, and nothing else.
    check: s =>
      s.path === 'src/config.ts'
        ? []
        : named(s, /process\.env\b(\.\w+)?/g, 'reads').filter(
            found => found !== 'src/database/embedded-binaries.ts: reads: process.env.PATH',
          ),
    fault: { path: 'src/jobs/worker.ts', text: 'const level = process.env.LOG_LEVEL;' },
  },
  {
    rule: 'src is one folder deep; two only in packets/sections',
    check: s =>
      s.path.split('/').length > 3 && !s.path.startsWith('src/packets/sections/') ? [`${s.path}: lies too deep`] : [],
    fault: { path: 'src/sites/places/place.ts', text: '' },
  },
  {
    rule: 'no folder is named after a kind of code',
    check: s =>
      /(^|\/)(utils?|common|helpers?|interfaces?|types|enums|constants|shared|lib)\//.test(s.path)
        ? [`${s.path}: folder named after a kind of code`]
        : [],
    fault: { path: 'src/utils/dates.ts', text: '' },
  },
  {
    rule: 'services know no HTTP',
    check: s =>
      isService(s)
        ? [
            ...[...s.code.matchAll(/from '(fastify|node:http|@nestjs\/platform-fastify|@nestjs\/passport)'/g)].map(
              found => `${s.path}: imports ${found[1]}`,
            ),
            ...named(
              s,
              /\b(HttpException|NotFoundException|ForbiddenException|FastifyReply|FastifyRequest)\b/g,
              'uses',
            ),
          ]
        : [],
    fault: { path: 'src/sites/sites.service.ts', text: "import type { FastifyReply } from 'fastify';" },
  },
  {
    rule: 'services do not check roles',
    check: s => (isService(s) ? named(s, /\bactor\.role\b|\ballows\(|\bpermissionsOf\(/g, 'asks') : []),
    fault: { path: 'src/sites/sites.service.ts', text: "if (tx.actor.role === 'AUDITOR') return [];" },
  },
  {
    rule: 'services never audit a change by hand',
    check: s => (isService(s) ? named(s, /audit\.(append|leaves|on_change)\b/g, 'writes') : []),
    fault: { path: 'src/sites/sites.service.ts', text: "await tx.sql('insert into audit.leaves values ($1)');" },
  },
  {
    rule: 'controllers hold no SQL',
    check: s => {
      if (!isController(s)) return [];
      // What every door needs before a room exists: sign-in, health.
      let code = s.code;
      for (const known of controllersStatements) code = code.replace(known, '');
      return named(
        { ...s, code },
        /['"`]\s*(select|insert|update|delete|with)\s[^'"`]*|tx\.(sql|one|insert|manager)\b/gi,
        'holds',
      );
    },
    fault: { path: 'src/sites/sites.controller.ts', text: "const rows = await tx.sql('select * from sites');" },
  },
  {
    rule: 'no repositories, no synchronising, no graphs saved behind the reader’s back',
    check: s =>
      named(
        s,
        /@InjectRepository|\bgetRepository\b|\bsynchronize:\s*true|\bcascade:|\beager:|\blazy:|\.save\(|@EventSubscriber|\bmigrationsRun\b/g,
        'uses',
      ),
    fault: { path: 'src/sites/sites.service.ts', text: 'await tx.manager.save(site);' },
  },
  {
    rule: 'no PartialType and its kin: they lose validators',
    check: s => named(s, /\b(PartialType|PickType|OmitType|IntersectionType)\b/g, 'uses'),
    fault: { path: 'src/sites/site.dto.ts', text: 'export class Amend extends PartialType(Site) {}' },
  },
  {
    rule: 'classes extend only CaseRow, Error and the framework',
    check: s =>
      [...s.code.matchAll(/\bclass\s+(\w+)(?:<[^{]*?>)?\s+extends\s+([\w.]+)/g)]
        .filter(
          ([, , parent = '']) => !extendable.test(parent) && !(parent === 'Worker' && s.path.startsWith('src/queue/')),
        )
        .map(([, child, parent]) => `${s.path}: ${child} extends ${parent}`),
    fault: { path: 'src/sites/sites.service.ts', text: 'export class SitesService extends BaseService {}' },
  },
  {
    rule: 'no request-scoped providers, no event emitters',
    check: s => named(s, /\bScope\.(REQUEST|TRANSIENT)\b|\bEventEmitter2?\b|@OnEvent\b/g, 'uses'),
    fault: { path: 'src/sites/sites.service.ts', text: '@Injectable({ scope: Scope.REQUEST })' },
  },
  {
    rule: 'a service has at most 300 lines, a controller 200, any other file 420',
    check: s => {
      const limit = isController(s) ? 200 : isService(s) ? 300 : 420;
      return lines(s) > limit ? [`${s.path}: ${lines(s)} lines, at most ${limit}`] : [];
    },
    fault: { path: 'src/sites/sites.controller.ts', text: '\n'.repeat(201) },
  },
  {
    rule: 'every exported symbol has a docstring (a controller’s routes say it in @Operation)',
    check: s => {
      if (!s.path.endsWith('.ts')) return [];
      const file = ts.createSourceFile(s.path, s.text, ts.ScriptTarget.Latest, true);
      return file.statements
        .filter(
          statement =>
            ts.canHaveModifiers(statement) &&
            ts.getModifiers(statement)?.some(modifier => modifier.kind === ts.SyntaxKind.ExportKeyword) &&
            ts.getJSDocCommentsAndTags(statement).length === 0,
        )
        .map(statement =>
          ts.isVariableStatement(statement)
            ? statement.declarationList.declarations.map(one => one.name.getText()).join(', ')
            : ((statement as ts.ClassDeclaration).name?.text ?? 'an export'),
        )
        .filter(name => !(isController(s) && name.endsWith('Controller')) && !name.endsWith('Module'))
        .map(name => `${s.path}: ${name} has no docstring`);
    },
    fault: { path: 'src/sites/site.ts', text: 'export const here = 1;' },
  },
  {
    rule: 'relative imports end with .js',
    check: s =>
      [...s.code.matchAll(/(?:from|import\()\s*'(\.[^']*)'/g)]
        .filter(([, path = '']) => !/\.(js|mjs|json)$/.test(path))
        .map(([, path]) => `${s.path}: imports ${path}`),
    fault: { path: 'src/sites/site.ts', text: "import { Place } from './place';" },
  },
  {
    rule: 'no barrels',
    check: s => (/\/index\.ts$/.test(s.path) || /^export \* from/m.test(s.code) ? [`${s.path}: is a barrel`] : []),
    fault: { path: 'src/sites/index.ts', text: "export * from './site.js';" },
  },
  {
    rule: 'nothing is left for later',
    check: s =>
      [...s.text.matchAll(new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`, 'g'))].map(
        found => `${s.path}: ${found[0]}`,
      ),
    fault: { path: 'src/sites/site.ts', text: `// ${'TO' + 'DO'}: later` },
  },
];

/** Rules of the tests themselves. */
export const testRules: SourceRule[] = [
  {
    rule: 'no test is singled out or left out (but one that says what it needs of the machine)',
    check: s =>
      named(s, /\b(it|test|describe)\.(only|skip|todo)\b[^\n]*|\b[fx](it|describe)\(/g, 'has').filter(
        found => !/(describe|test|it)\.skip( : |\)\(|\(`\$\{name\} \(NOT)|todo\('NOT CHECKED'\)/.test(found),
      ),
    fault: { path: 'test/sites.e2e-spec.ts', text: `it.${'only'}('works', () => {});` },
  },
  {
    rule: 'our own classes are not mocked',
    check: s => named(s, /\bjest\.(mock|unstable_mockModule)\(\s*'\.[^']*/g, 'mocks'),
    fault: { path: 'test/sites.e2e-spec.ts', text: `jest.${'mock'}('../src/sites/sites.service.js');` },
  },
];

/** All that breaks a set of rules, each as `file: what [rule]`. */
export const broken = (rules: SourceRule[], files: Source[]): string[] =>
  rules.flatMap(({ rule, check }) => files.flatMap(file => check(file).map(fault => `${fault} [${rule}]`)));
