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
  reviewDates?: string[];
  reviewSource?: string;
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
  regimes: string[];
  succeededBy?: { acronym: string; from: string; to?: string };
  fictional?: boolean;
  source: string;
};
type Panel = End & {
  code: string;
  name: string;
  aliases: string[];
  committee: string;
  regimes: string[];
  base: { kind: string; place: string | null; from: string | null; to: string | null }[];
  size: number | null;
  countedInReport: boolean;
  fictional?: boolean;
  source: string;
};
type Task = { code: string; paragraph: string; from?: string; to?: string };
type Mandate = End & {
  code: string;
  of: string;
  regime: string | null;
  basis: string;
  basisOp: string | null;
  reviewDates: string[];
  tasks: Task[];
  source: string;
};
type Arrangement = {
  cellKind: string;
  office: string;
  dedicated: boolean | null;
  components: string[];
  skills: string[];
  support: string[];
  beneficiary: string | null;
};
type Practice = Omit<End, 'from'> & {
  code: string;
  paragraph: string;
  footnote: string | null;
  serviceLine: string;
  kind: string;
  nature: string;
  mission: string | null;
  regime: string | null;
  title: string;
  statement: string;
  from: string | null;
  arrangement: Arrangement | null;
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
const panels = read<Panel>('panels.json');
const mandates = read<Mandate>('mandates.json');
const practices = read<Practice>('practices.json');

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
    expect(missions).toHaveLength(16);
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
    const known = missions.map(m => m.acronym);
    expect(ops.flatMap(o => o.missions ?? []).filter(m => !known.includes(m))).toEqual([]);
  });

  it('marks the fictional, and only the fictional, as such', () => {
    const isXV = (s: string | null) => /^X[VO]-/.test(s ?? '');
    expect(regimes.filter(r => isXV(r.code) !== (r.fictional === true))).toEqual([]);
    expect(ops.filter(o => isXV(o.regime) !== (o.fictional === true))).toEqual([]);
    expect(missions.filter(m => /^X[VO]$/.test(m.hostState) !== (m.fictional === true))).toEqual([]);
    expect(panels.filter(p => isXV(p.regimes[0] ?? null) !== (p.fictional === true))).toEqual([]);
    // The demonstration gives the fictional bodies their mandates.
    const fictional = [...missions, ...panels].filter(x => x.fictional).map(x => ('acronym' in x ? x.acronym : x.code));
    expect(mandates.filter(m => fictional.includes(m.of))).toEqual([]);
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

/** The days of `inner` all lie in `outer`; a span not known after a day may be used after it, with a warning. */
const covers = (outer: End, inner: { from: string; to: string | null }) =>
  outer.from <= inner.from && (outer.to === null || (inner.to !== null && inner.to <= outer.to));
const REPORT_DAY = '2017-12-06';

describe('missions, panels and their mandates', () => {
  const regimeCodes = regimes.map(r => r.code);
  const subjects = [...missions, ...panels];
  const nameOf = (x: Mission | Panel) => ('acronym' in x ? x.acronym : x.code);
  const subject = (code: string) => subjects.find(x => nameOf(x) === code);

  it('names everything once and has valid spans and sources', () => {
    expect(twice([...subjects.map(nameOf), ...mandates.map(m => m.code)])).toEqual([]);
    expect(panels.filter(p => !/^[A-Z0-9][A-Z0-9-]{1,23}$/.test(p.code)).map(p => p.code)).toEqual([]);
    expect([
      ...panels.flatMap(p => faultsOfSpan(p.code, p)),
      ...mandates.flatMap(m => faultsOfSpan(m.code, m)),
    ]).toEqual([]);
    expect([...panels, ...mandates].filter(x => !x.source.trim())).toEqual([]);
    expect(mandates.filter(m => !m.code.endsWith(m.from) || !m.code.startsWith(m.of)).map(m => m.code)).toEqual([]);
  });

  it('refers only to what exists', () => {
    expect(subjects.flatMap(x => x.regimes).filter(r => !regimeCodes.includes(r))).toEqual([]);
    expect(panels.filter(p => !committees.some(c => c.code === p.committee)).map(p => p.code)).toEqual([]);
    expect(mandates.filter(m => !subject(m.of)).map(m => m.code)).toEqual([]);
    expect(mandates.filter(m => m.regime && !subject(m.of)?.regimes.includes(m.regime)).map(m => m.code)).toEqual([]);
    const paragraphs = mandates.flatMap(m => [...(m.basisOp ? [m.basisOp] : []), ...m.tasks.map(t => t.paragraph)]);
    expect(paragraphs.filter(id => !ops.some(o => o.id === id))).toEqual([]);
    expect(mandates.filter(m => !/^S\/RES\/\d+ \(\d{4}\)/.test(m.basis)).map(m => m.code)).toEqual([]);
    const after = missions.flatMap(m => m.succeededBy ?? []);
    expect(after.filter(s => !missions.some(m => m.acronym === s.acronym))).toEqual([]);
  });

  it('lets no mission follow itself, nor before it ends', () => {
    const faults = missions.filter(
      m => m.succeededBy && (m.succeededBy.acronym === m.acronym || m.to === null || m.succeededBy.from <= m.to),
    );
    expect(faults.map(m => m.acronym)).toEqual([]);
  });

  it('has every mandate inside the life of its mission or panel', () => {
    expect(mandates.filter(m => !covers(subject(m.of)!, m)).map(m => m.code)).toEqual([]);
    const known = mandates.filter(m => m.knownUntil && (subject(m.of)!.knownUntil ?? '9999') < m.knownUntil);
    // The Monitoring Team has two mandates; its own last day is the earlier of both.
    expect(known.map(m => m.of).filter(of => of !== 'POE-MONITORING-TEAM')).toEqual([]);
  });

  it('has no two mandates of one subject and regime at a time', () => {
    const faults = mandates.flatMap(a =>
      mandates
        .filter(b => a.of === b.of && a.regime === b.regime && a.code < b.code)
        .filter(b => (a.to === null || b.from <= a.to) && (b.to === null || a.from <= b.to))
        .map(b => `${a.code} and ${b.code}`),
    );
    expect(faults).toEqual([]);
  });

  it('gives a task only with a paragraph that has it, for as long', () => {
    const TASKS =
      'MONITOR INSPECT ENFORCE SEIZE COLLECT DISPOSE REPORT SHARE_INFO ASSIST_EXEMPTION ASSIST_HOST GOOD_OFFICES';
    expect(codes('op-kind')).toEqual(expect.arrayContaining(TASKS.split(' ')));
    const faults = mandates.flatMap(m =>
      m.tasks.flatMap(t => {
        const span = { from: t.from ?? m.from, to: t.to ?? m.to };
        const op = ops.find(o => o.id === t.paragraph)!;
        const name = `${m.code} ${t.code} by ${op.id}`;
        return [
          ...(TASKS.split(' ').includes(t.code) && op.kinds.includes(t.code) ? [] : [`${name}: kind`]),
          ...(covers(m, span) ? [] : [`${name}: outside the mandate`]),
          ...(covers(op, span) ? [] : [`${name}: outside the paragraph`]),
          ...(op.missions && !op.missions.includes(m.of) ? [`${name}: another mission's paragraph`] : []),
          ...(m.tasks.filter(x => x.code === t.code).length > 1 ? [`${name}: twice`] : []),
        ];
      }),
    );
    expect(faults).toEqual([]);
  });

  it('has review days that are days, in order', () => {
    const all = [...regimes, ...mandates].map(x => x.reviewDates ?? []);
    expect(all.flat().filter(d => !isDay(d))).toEqual([]);
    expect(all.filter(days => days.some((d, i) => i > 0 && d <= days[i - 1]!))).toEqual([]);
    expect(regimes.filter(r => r.reviewDates && !r.reviewSource?.trim()).map(r => r.code)).toEqual([]);
  });

  const EIGHT = ['MINUSCA', 'MONUSCO', 'UNAMA', 'UNAMID', 'UNSMIL', 'UNSOM', 'UNAMI', 'UNIFIL'];

  it('has one mandate for a regime for each of the eight missions on the day of the report', () => {
    const on = mandates.filter(m => m.regime && missions.some(x => x.acronym === m.of) && inForce(m, REPORT_DAY));
    expect(on.map(m => m.of).sort()).toEqual([...EIGHT].sort());
  });

  it('says what each mission was tasked to do on the day of the report', () => {
    const tasks = (of: string) =>
      mandates
        .filter(m => m.of === of && inForce(m, REPORT_DAY))
        .flatMap(m => m.tasks.map(t => t.code))
        .sort()
        .join(' ');
    expect(Object.fromEntries(EIGHT.map(m => [m, tasks(m)]))).toEqual({
      MINUSCA: 'ASSIST_HOST COLLECT DISPOSE GOOD_OFFICES INSPECT MONITOR SEIZE SHARE_INFO',
      MONUSCO: 'COLLECT DISPOSE MONITOR SEIZE SHARE_INFO',
      UNAMA: 'GOOD_OFFICES',
      UNAMID: 'GOOD_OFFICES MONITOR',
      UNSMIL: 'ASSIST_HOST GOOD_OFFICES SHARE_INFO',
      UNSOM: 'ASSIST_HOST GOOD_OFFICES',
      UNAMI: 'GOOD_OFFICES',
      UNIFIL: 'ASSIST_HOST',
    });
    expect(tasks('UNOCI') + tasks('UNMIL')).toBe('COLLECT DISPOSE');
  });

  it('counts the nine panels of the report by their base', () => {
    const counted = panels.filter(p => p.countedInReport);
    const base = (p: Panel) =>
      p.base.find(b => (b.from ?? '') <= REPORT_DAY && (b.to === null || REPORT_DAY <= b.to))?.kind;
    expect(counted.filter(p => !inForce(p, REPORT_DAY)).map(p => p.code)).toEqual([]);
    expect(counted.map(base).sort()).toEqual([
      ...Array(6).fill('HOME_BASED'),
      ...Array(2).fill('NEW_YORK'),
      'REGIONAL',
    ]);
    const kinds = ['NEW_YORK', 'REGIONAL', 'HOME_BASED', 'UNKNOWN'];
    expect(panels.flatMap(p => p.base).filter(b => !kinds.includes(b.kind) || b.place === '')).toEqual([]);
    expect(counted.filter(p => !mandates.some(m => m.of === p.code && inForce(m, REPORT_DAY)))).toEqual([]);
  });

  it('ends the panel on the DPRK and keeps its committee', () => {
    const panel = panels.find(p => p.code === 'POE-KP')!;
    expect([panel.to, panel.endKind]).toEqual(['2024-04-30', 'DATED']);
    expect(mandates.filter(m => m.of === 'POE-KP' && inForce(m, '2024-05-01'))).toEqual([]);
    expect(committees.find(c => c.code === panel.committee)?.to).toBeNull();
  });
});

describe('practices of annex II', () => {
  const form = /^\d{4}(-\d{2}(-\d{2})?)?$/;

  it('names every practice once, with a title, a statement and a source', () => {
    expect(twice(practices.map(p => p.code))).toEqual([]);
    expect(practices.filter(p => !/^A[12]-[A-Z0-9-]+$/.test(p.code)).map(p => p.code)).toEqual([]);
    const empty = practices.filter(p => !p.title.trim() || !p.statement.endsWith('.') || !p.source.trim());
    expect(empty.map(p => p.code)).toEqual([]);
    // Codes follow the paragraph: A2-5-CELL is of A2/5.
    const astray = practices.filter(p => !p.code.startsWith(`${p.paragraph.replace('/', '-').toUpperCase()}-`));
    expect(astray.map(p => p.code)).toEqual([]);
  });

  it('covers paragraphs 1 to 20 and footnotes 1 to 6', () => {
    const missing = Array.from({ length: 20 }, (_, i) => `A2/${i + 1}`).filter(
      x => !practices.some(p => p.paragraph === x),
    );
    const notes = ['fn 1', 'fn 2', 'fn 3', 'fn 4', 'fn 5', 'fn 6'];
    expect([...missing, ...notes.filter(x => !practices.some(p => p.footnote === x))]).toEqual([]);
    expect(notes.map(x => practices.filter(p => p.footnote === x).map(p => p.mission ?? p.title))).toEqual([
      ['MINUSCA', 'MONUSCO', 'UNAMA', 'UNAMID', 'UNSMIL', 'UNSOM', 'UNAMI', 'UNIFIL'],
      ['UNOCI'],
      ['UNMIL'],
      ['Nine expert panels', 'Two panels based in New York', 'One panel based in Nairobi', 'Six panels home-based'],
      ['UNAMA', 'UNAMI', 'UNSOM'],
      ['MINUSCA', 'MONUSCO', 'UNAMID'],
    ]);
  });

  it('has dates as precise as the report, and ends that fit', () => {
    const faults = practices.filter(
      p =>
        (p.from !== null && !form.test(p.from)) ||
        (p.to !== null && !form.test(p.to)) ||
        (p.from !== null && p.to !== null && p.from > p.to) ||
        (p.endKind === 'DATED') !== (p.to !== null) ||
        (p.endKind === 'NOT_KNOWN_AFTER') !== (p.knownUntil === REPORT_DAY) ||
        !['DATED', 'OPEN', 'NOT_KNOWN_AFTER'].includes(p.endKind),
    );
    expect(faults.map(p => p.code)).toEqual([]);
  });

  it('uses only known codes and refers only to what exists', () => {
    const allowed = {
      serviceLine: 'MONITOR_EMBARGO ASSIST_HOST_STATE SERVE_COMMITTEES_AND_PANELS',
      kind: 'REQUEST CELL FOCAL_POINT WORKING_GROUP STAFFING MANDATE PANEL PROCEDURE ASSISTANCE AWARENESS_BRIEFING HOST_CHANNEL NATIONAL_FOCAL_POINT JOINT_WORKING_GROUP ASSESSMENT_MISSION NEEDS_REVIEW WRITTEN_REPORT BRIEFING REGIONAL_BRIEFING CHAIR_VISIT INFORMATION_SHARING',
      nature: 'OBSERVED GOOD_PRACTICE RECOMMENDED INTENDED FINDING REQUESTED',
    };
    for (const [member, words] of Object.entries(allowed))
      expect(practices.filter(p => !words.split(' ').includes(p[member as 'kind'])).map(p => p.code)).toEqual([]);
    const missionOf = (p: Practice) => missions.find(m => m.acronym === p.mission);
    expect(practices.filter(p => p.mission && !missionOf(p)).map(p => p.code)).toEqual([]);
    expect(practices.filter(p => p.regime && !regimes.some(r => r.code === p.regime)).map(p => p.code)).toEqual([]);
    expect(
      practices.filter(p => p.mission && p.regime && !missionOf(p)!.regimes.includes(p.regime)).map(p => p.code),
    ).toEqual([]);
  });

  it('describes arrangements in codes, and every cell and focal point has one', () => {
    const arrangements = practices.flatMap(p => (p.arrangement ? [{ code: p.code, ...p.arrangement }] : []));
    expect(arrangements.filter(a => !codes('cell-kind').includes(a.cellKind)).map(a => a.code)).toEqual([]);
    const plain = (a: (typeof arrangements)[number]) =>
      [a.office, ...a.components, ...a.skills, ...a.support].every(x => /^[A-Z]+(_[A-Z]+)*$/.test(x));
    expect(arrangements.filter(a => !plain(a)).map(a => a.code)).toEqual([]);
    const kinds = ['CELL', 'FOCAL_POINT', 'WORKING_GROUP', 'JOINT_WORKING_GROUP'];
    expect(practices.filter(p => kinds.includes(p.kind) && !p.arrangement).map(p => p.code)).toEqual([]);
  });
});

it('has its sources written down', () => {
  expect(existsSync(join(dir, 'SOURCES.md'))).toBe(true);
  const text = readFileSync(join(dir, 'SOURCES.md'), 'utf8');
  for (const file of [
    'code-lists',
    'regimes',
    'operative-paragraphs',
    'missions',
    'committees',
    'panels',
    'mandates',
    'practices',
  ])
    expect(text).toContain(`${file}.json`);
});
