import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Checks the reference data as files: no database. */

type End = { from: string; to: string | null; endKind: string; knownUntil?: string };
type Value = { code: string; label: string; note?: string; class?: string };
type List = { name: string; title: string; source: string; values: Value[] };
type Measure = End & { measure: string; scope: string; direction: string; basis: string; basisOp: string };
type Regime = {
  code: string;
  name: string;
  committee: string | null;
  country: string | null;
  predecessor?: string;
  fictional?: boolean;
  measures: Measure[];
  status: string;
  positions?: { actor: string; position: string; date: string; source: string }[];
  source: string;
};
type Op = End & {
  id: string;
  resolution: string;
  paragraph: string;
  adopted: string;
  regime: string | null;
  text: string;
  kinds: string[];
  missions?: string[];
  renews?: string;
  fictional?: boolean;
  source: string;
};
type Mission = End & {
  acronym: string;
  name: string;
  aliases: string[];
  kind: string;
  hostState: string;
  source: string;
};
type Committee = End & { code: string; name: string; regimes: string[]; source: string };

const dir = join(process.cwd(), 'seeds', 'reference');
const read = <T>(name: string) => JSON.parse(readFileSync(join(dir, name), 'utf8')) as T[];
const lists = read<List>('code-lists.json');
const regimes = read<Regime>('regimes.json');
const ops = read<Op>('operative-paragraphs.json');
const missions = read<Mission>('missions.json');
const committees = read<Committee>('committees.json');

const list = (name: string) => {
  const found = lists.find(l => l.name === name);
  if (!found) throw new Error(`no list ${name}`);
  return found;
};
const codes = (name: string) => list(name).values.map(v => v.code);
const twice = (all: string[]) => all.filter((x, i) => all.indexOf(x) !== i);
const isDay = (d: unknown) =>
  typeof d === 'string' &&
  /^\d{4}-\d{2}-\d{2}$/.test(d) &&
  !Number.isNaN(Date.parse(d)) &&
  new Date(d).toISOString().startsWith(d);

/** `to` is the last day in force; NOT_KNOWN_AFTER never ends by itself. */
const inForce = (x: End, day: string) => x.from <= day && (x.to === null || day <= x.to);
const faultsOfSpan = (name: string, x: End): string[] => {
  const faults: string[] = [];
  if (!isDay(x.from)) faults.push(`${name}: from ${x.from}`);
  if (x.to !== null && !isDay(x.to)) faults.push(`${name}: to ${x.to}`);
  if (x.to !== null && x.from >= x.to) faults.push(`${name}: ${x.from} not before ${x.to}`);
  if (!['DATED', 'OPEN', 'NOT_KNOWN_AFTER'].includes(x.endKind)) faults.push(`${name}: endKind ${x.endKind}`);
  if ((x.endKind === 'DATED') !== (x.to !== null)) faults.push(`${name}: ${x.endKind} with to ${x.to}`);
  if ((x.endKind === 'NOT_KNOWN_AFTER') !== (x.knownUntil !== undefined)) faults.push(`${name}: knownUntil`);
  if (x.knownUntil !== undefined && (!isDay(x.knownUntil) || x.knownUntil < x.from)) faults.push(`${name}: knownUntil`);
  return faults;
};

describe('code lists', () => {
  const REQUIRED =
    'inspection-type inspection-status access-result denial-scope denial-reason follow-up-kind outcome notice-kind observation-class category-1997 category-unroca access-mode acquisition-context holder-type marking-status erasure-method condition conversion loaded-state serial-position serial-script serial-origin read-method mark-kind headstamp-kind ammo-kind ammo-state quantity-unit quantity-method location-method date-precision party-kind party-role custody-reason seal-state disposal-method legal-justification later-context document-kind classification caveat packet-kind body-kind cell-kind role source-grade information-grade country hazard-division compatibility-group'.split(
      ' ',
    );

  it('has every list, once, in kebab-case, with title and source', () => {
    const names = lists.map(l => l.name);
    expect(REQUIRED.filter(n => !names.includes(n))).toEqual([]);
    expect(twice(names)).toEqual([]);
    expect(lists.filter(l => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(l.name) || !l.title || !l.source)).toEqual([]);
  });

  it.each(lists.map(l => [l.name, l] as const))('%s: codes unique, capitals, with UNKNOWN', (name, l) => {
    const all = l.values.map(v => v.code);
    expect(twice(all)).toEqual([]);
    expect(all).toContain('UNKNOWN');
    // Hazard divisions are written as in the standard: 1.2.1
    const form = name === 'hazard-division' ? /^(1\.[1-6](\.[1-3])?|[A-Z_]+)$/ : /^[A-Z0-9]+(_[A-Z0-9]+)*$/;
    expect(all.filter(c => !form.test(c))).toEqual([]);
    expect(l.values.filter(v => !v.label.trim())).toEqual([]);
  });

  it('gives every access result a class, and classes a denial by who caused it', () => {
    const classes = ['HOST_CAUSED', 'MISSION_CAUSED', 'NEUTRAL', 'FULL'];
    const values = list('access-result').values;
    expect(values.filter(v => !classes.includes(v.class ?? ''))).toEqual([]);
    const host = values.filter(v => v.class === 'HOST_CAUSED').map(v => v.code);
    expect(host.sort()).toEqual(['DELAYED', 'DENIED', 'PARTIAL', 'POSTPONED_BY_HOST']);
  });

  it('holds all 35 pairs of hazard division and compatibility group', () => {
    const pairs = list('compatibility-group').values.flatMap(v => v.note?.match(/1\.\d/g) ?? []);
    expect(pairs).toHaveLength(35);
  });

  it('knows former and fictional countries', () => {
    expect(codes('country')).toEqual(
      expect.arrayContaining(['LR', 'SUHH', 'YUCS', 'CSHH', 'CSXX', 'DDDE', 'XV', 'XO']),
    );
  });
});

describe('regimes, paragraphs, committees, missions', () => {
  const regimeCodes = regimes.map(r => r.code);
  const opIds = ops.map(o => o.id);

  it('names everything once', () => {
    expect(twice(regimeCodes)).toEqual([]);
    expect(twice(opIds)).toEqual([]);
    expect(twice(committees.map(c => c.code))).toEqual([]);
    expect(twice(missions.map(m => m.acronym))).toEqual([]);
    expect(missions).toHaveLength(10);
  });

  it('has valid dates and ends', () => {
    const faults = [
      ...regimes.flatMap(r => r.measures.flatMap((m, i) => faultsOfSpan(`${r.code}#${i}`, m))),
      ...ops.flatMap(o => faultsOfSpan(o.id, o)),
      ...missions.flatMap(m => faultsOfSpan(m.acronym, m)),
      ...committees.flatMap(c => faultsOfSpan(c.code, c)),
      ...ops.filter(o => !isDay(o.adopted) || o.adopted > o.from).map(o => `${o.id}: adopted ${o.adopted}`),
      ...ops.filter(o => !o.id.includes(`(${o.adopted.slice(0, 4)})`)).map(o => `${o.id}: year of adoption`),
    ];
    expect(faults).toEqual([]);
  });

  it('has a source for every fact', () => {
    const all = [...lists, ...regimes, ...ops, ...missions, ...committees, ...regimes.flatMap(r => r.positions ?? [])];
    expect(all.filter(x => !x.source?.trim())).toEqual([]);
  });

  it('rests every measure on an embargo paragraph in force for as long', () => {
    const faults = regimes.flatMap(r =>
      r.measures.flatMap(m => {
        const op = ops.find(o => o.id === m.basisOp);
        if (!op || !m.basis.startsWith(op.resolution)) return [`${r.code}: ${m.basis}`];
        if (!op.kinds.includes('EMBARGO') || op.from > m.from) return [`${r.code}: ${op.id}`];
        if ('contested' in m) return [];
        return op.to !== null && (m.to === null || m.to > op.to) ? [`${r.code}: ${op.id} ends before the measure`] : [];
      }),
    );
    expect(faults).toEqual([]);
  });

  it('uses only codes of the lists', () => {
    expect(ops.flatMap(o => o.kinds).filter(k => !codes('op-kind').includes(k))).toEqual([]);
    const measures = regimes.flatMap(r => r.measures);
    expect(measures.filter(m => !codes('measure-scope').includes(m.scope))).toEqual([]);
    expect(measures.filter(m => m.measure !== 'ARMS' || !['IN', 'OUT', 'BOTH'].includes(m.direction))).toEqual([]);
    const statuses = ['ACTIVE', 'MODIFIED', 'SUSPENDED', 'EXPIRED', 'TERMINATED', 'CONTESTED'];
    expect(regimes.filter(r => !statuses.includes(r.status) || r.measures.length === 0)).toEqual([]);
    expect(regimes.filter(r => r.status === 'CONTESTED' && (r.positions?.length ?? 0) < 2)).toEqual([]);
    const kinds = ['PEACEKEEPING_OPERATION', 'SPECIAL_POLITICAL_MISSION'];
    expect(missions.filter(m => !kinds.includes(m.kind) || !codes('country').includes(m.hostState))).toEqual([]);
    expect(regimes.filter(r => r.country !== null && !codes('country').includes(r.country))).toEqual([]);
  });

  it('refers only to what exists', () => {
    expect(ops.filter(o => o.kinds.length === 0 || !o.text).map(o => o.id)).toEqual([]);
    expect(ops.filter(o => o.regime !== null && !regimeCodes.includes(o.regime)).map(o => o.id)).toEqual([]);
    expect(ops.filter(o => o.renews !== undefined && !opIds.includes(o.renews)).map(o => o.id)).toEqual([]);
    expect(ops.filter(o => o.id !== `${o.resolution.replace(' (', '(')}/${o.paragraph}`).map(o => o.id)).toEqual([]);
    expect(regimes.filter(r => r.predecessor !== undefined && !regimeCodes.includes(r.predecessor))).toEqual([]);
    expect(
      regimes.filter(r => r.committee && !committees.find(c => c.code === r.committee)?.regimes.includes(r.code)),
    ).toEqual([]);
    expect(committees.flatMap(c => c.regimes).filter(c => !regimeCodes.includes(c))).toEqual([]);
    const known = [...missions.map(m => m.acronym), 'UNMIVA', 'UNSOB'];
    expect(ops.flatMap(o => o.missions ?? []).filter(m => !known.includes(m))).toEqual([]);
  });

  it('marks the fictional, and only the fictional, as such', () => {
    const isXV = (s: string | null) => /^X[VO]-/.test(s ?? '');
    expect(regimes.filter(r => isXV(r.code) !== (r.fictional === true))).toEqual([]);
    expect(ops.filter(o => isXV(o.regime) !== (o.fictional === true))).toEqual([]);
  });

  it('leaves no gap between the vessel inspections off Libya', () => {
    const base = 'S/RES/2292(2016)/3';
    const chain = ops.filter(o => o.id === base || o.renews === base).sort((a, b) => (a.from < b.from ? -1 : 1));
    expect(chain).toHaveLength(11);
    const gaps = chain.slice(1).filter((o, i) => !inForce(chain[i]!, o.from));
    expect(gaps.map(o => o.id)).toEqual([]);
  });

  it('answers differently on the day before and the day after a change', () => {
    const arms = (code: string, day: string) =>
      regimes
        .find(r => r.code === code)!
        .measures.filter(m => inForce(m, day))
        .map(m => m.scope);
    expect(arms('LR-1343', '2003-12-21')).toEqual(['TERRITORIAL']);
    expect(arms('LR-1521', '2003-12-21')).toEqual([]);
    expect(arms('LR-1521', '2003-12-23')).toEqual(['TERRITORIAL']);
    expect(arms('LR-1521', '2010-01-01')).toEqual(['NSAG_ONLY']);
    expect(arms('LR-1521', '2016-05-26')).toEqual([]);
    expect(arms('CF-2127', '2024-07-31')).toEqual([]);
    expect(arms('CF-2745', '2024-07-31')).toEqual(['NSAG_ONLY']);
    expect(arms('SS-2206', '2014-03-12')).toEqual([]);
    // not known after a day is not an end
    expect(arms('CF-2745', '2030-01-01')).toEqual(['NSAG_ONLY']);
  });
});

describe('the real cases find their legal basis', () => {
  // case, first day, last day, regime, paragraphs in force on both days
  const cases: [string, string, string, string, string[]][] = [
    ['R01', '2003-11-01', '2003-11-30', 'LR-1343', ['S/RES/1343(2001)/5']],
    ['R03', '2011-06-01', '2011-12-31', 'LR-1521', ['S/RES/1521(2003)/2', 'S/RES/1903(2009)/4', 'S/RES/1683(2006)/4']],
    ['R05', '2017-01-01', '2017-11-30', 'SO-751', ['S/RES/733(1992)/5', 'S/RES/2060(2012)/13', 'S/RES/2317(2016)/38']],
    ['R07', '2017-09-23', '2017-10-02', 'SO-751', ['S/RES/733(1992)/5', 'S/RES/2182(2014)/15', 'S/RES/2317(2016)/38']],
    ['R09', '2022-10-11', '2022-11-09', 'LY-1970', ['S/RES/1970(2011)/9', 'S/RES/2635(2022)/1']],
    ['R11', '2020-11-22', '2020-11-22', 'LY-1970', ['S/RES/1970(2011)/9', 'S/RES/2526(2020)/1']],
    ['R13', '2015-09-01', '2015-09-01', 'LY-1970', ['S/RES/1970(2011)/9', 'S/RES/2174(2014)/9', 'S/RES/2213(2015)/19']],
    ['R15', '2007-01-10', '2007-08-31', 'CI-1572', ['S/RES/1572(2004)/7', 'S/RES/1584(2005)/2', 'S/RES/1739(2007)/2']],
    ['R17', '2011-05-01', '2011-05-31', 'CI-1572', ['S/RES/1572(2004)/7', 'S/RES/1584(2005)/2', 'S/RES/1933(2010)/16']],
    ['R21', '2011-05-01', '2011-05-31', 'SD-1591', ['S/RES/1591(2005)/7']],
    ['R25 start', '2020-03-31', '2020-06-04', 'LY-1970', ['S/RES/1970(2011)/9', 'S/RES/2473(2019)/1']],
    ['R25 end', '2023-03-01', '2023-03-31', 'LY-1970', ['S/RES/1970(2011)/9', 'S/RES/2635(2022)/1']],
  ];

  it.each(cases)('%s, %s to %s: %s', (_name, first, last, code, basis) => {
    const regime = regimes.find(r => r.code === code)!;
    for (const day of [first, last]) {
      expect(regime.measures.some(m => inForce(m, day))).toBe(true);
      for (const id of basis) {
        const op = ops.find(o => o.id === id);
        expect([id, op?.regime, op !== undefined && inForce(op, day)]).toEqual([id, code, true]);
      }
    }
  });

  it('R19 and R23: no arms measure covers the place on the day', () => {
    const southSudan = regimes.filter(r => r.country === 'SS').flatMap(r => r.measures);
    expect(southSudan.filter(m => inForce(m, '2014-03-12') || inForce(m, '2011-03-15'))).toEqual([]);
    const sudan = regimes.filter(r => r.country === 'SD').flatMap(r => r.measures);
    expect(sudan.filter(m => inForce(m, '2011-03-15')).map(m => m.scope)).toEqual(['AREA']);
  });
});

it('has its sources written down', () => {
  expect(existsSync(join(dir, 'SOURCES.md'))).toBe(true);
  const text = readFileSync(join(dir, 'SOURCES.md'), 'utf8');
  for (const file of ['code-lists', 'regimes', 'operative-paragraphs', 'missions', 'committees'])
    expect(text).toContain(`${file}.json`);
});
