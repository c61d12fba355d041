import type { Tx } from '../database/database.js';
import { isUuid } from '../http/fields.js';
import { today } from '../http/period.js';
import { Problem } from '../http/problems.js';
import { endOf } from '../procedures/in-force.js';
import { adviceData } from './advice.js';
import type { Arrangement, Known, KnownCell, KnownPanel, KnownTask } from './arrangement.js';

/** A mission as facts and bodies know it together. */
export interface NamedMission {
  acronym: string;
  kind: string;
  regimes: string[];
  bodyId: string | null;
}

/**
 * A mission by its acronym, the id of its fact, or the id of its body.
 * @throws Problem not_found.
 */
export async function findMission(tx: Tx, name: string): Promise<NamedMission> {
  const mission = await tx.one<NamedMission>(
    `select coalesce(f.acronym, b.acronym) as acronym, coalesce(f.kind, 'UNKNOWN') as kind,
            coalesce(f.regime_codes, '{}') as regimes, b.id as "bodyId"
       from (select * from ref.missions where superseded_at is null) f
       full join (select * from bodies where kind = 'MISSION') b on b.acronym = f.acronym
      where f.fact_id = $1::uuid or b.id = $1::uuid or coalesce(f.acronym, b.acronym) = $2`,
    [isUuid(name) ? name : null, name.replaceAll('\u0000', '').toUpperCase()],
  );
  if (!mission) throw new Problem('not_found');
  return mission;
}

/**
 * What the reader knows of a mission's arrangement on a day: of the own mission its records, of any other what
 * annex II reports. One read-only moment of one transaction.
 */
export async function gatherArrangement(tx: Tx, mission: NamedMission, on: string): Promise<Arrangement> {
  const own = mission.bodyId === tx.actor.bodyId;
  const [mandate, arranged] = await Promise.all([
    mandateOn(tx, mission, on),
    own ? recorded(tx, mission, on) : reported(tx, mission, on),
  ]);
  return { mission: mission.acronym, kind: mission.kind, on, ...mandate, ...arranged };
}

async function mandateOn(
  tx: Tx,
  { acronym, regimes }: NamedMission,
  on: string,
): Promise<Pick<Arrangement, 'mandate' | 'tasks' | 'panels'>> {
  const [mandates, tasks, panels] = await Promise.all([
    tx.sql<{ state: string }>(
      `select ref.standing(valid_from, valid_to, end_kind, known_until, $2) as state from ref.mandates
        where subject = $1 and superseded_at is null`,
      [acronym, on],
    ),
    tx.sql<KnownTask>(
      `select t.code, t.paragraph, t.state from (select distinct code, paragraph, ref.standing(valid_from, valid_to, end_kind, known_until, $2) as state
         from ref.mandate_tasks where subject = $1 and superseded_at is null) t
        where t.state in ('IN_FORCE', 'NOT_KNOWN') order by t.code, t.paragraph`,
      [acronym, on],
    ),
    tx.sql<KnownPanel>(
      `select p.code, (select b->>'kind' from jsonb_array_elements(coalesce(p.facts->'base', '[]')) b
          where (b->>'from' is null or (b->>'from')::date <= $3) and (b->>'to' is null or (b->>'to')::date >= $3) limit 1) as base
         from ref.panels p
        where p.superseded_at is null and ref.standing(p.valid_from, p.valid_to, p.end_kind, p.known_until, $3) in ('IN_FORCE', 'NOT_KNOWN')
          and p.regime_codes && (select $2::text[] || coalesce(array_agg(m.regime_code) filter (where m.regime_code is not null), '{}')
                                   from ref.mandates m where m.subject = $1 and m.superseded_at is null)
        order by p.code`,
      [acronym, regimes, on],
    ),
  ]);
  return { mandate: tasks.length > 0 ? 'KNOWN' : stateOf(mandates.map(row => row.state)), tasks, panels };
}

/** Of a mandate without a task on record nothing is known but its dates. */
function stateOf(states: string[]): Arrangement['mandate'] {
  if (states.length === 0 || states.includes('IN_FORCE') || states.includes('NOT_KNOWN')) return 'UNKNOWN';
  return states.includes('ENDED') ? 'ENDED' : 'NOT_YET';
}

type Arranged = Omit<Arrangement, 'mission' | 'kind' | 'on' | 'mandate' | 'tasks' | 'panels'>;

const current = (alias: string) =>
  `(${alias}.valid_from is null or ${alias}.valid_from <= $1::date) and (${alias}.valid_to is null or ${alias}.valid_to > $1::date)`;
const record = (alias: string, resource: string) => `'/api/v1/${resource}/' || ${alias}.id`;

/** The own body's records; row security has left out what the reader may not see. */
async function recorded(tx: Tx, { acronym, regimes }: NamedMission, on: string): Promise<Arranged> {
  const known = (select: string, values: unknown[] = []) => tx.sql<Known>(select, [on, ...values]);
  const [
    cells,
    focalPoints,
    nationalFocalPoints,
    jointWorkingGroups,
    vacancies,
    offers,
    procedures,
    schedules,
    reviews,
  ] = await Promise.all([
    tx.sql<KnownCell>(
      `select 'Cell ' || c.name || ' of kind ' || c.kind as fact, ${record('c', 'cells')} as source, c.kind, c.office, c.dedicated,
                coalesce((select array_agg(distinct s->>'code') from cell_members m, jsonb_array_elements(m.skills) s
                           where m.body_id = c.body_id and m.cell_id = c.id and ${current('m')}), '{}') as skills,
                (select count(*)::int from cell_members m where m.body_id = c.body_id and m.cell_id = c.id and ${current('m')}) as staff
           from cells c where ${current('c')} order by c.recorded_at`,
      [on],
    ),
    tx.sql<Known & { office: string | null }>(
      `select 'Focal point in ' || p.office as fact, ${record('p', 'focal-points')} as source, p.office from focal_points p where ${current('p')} order by p.recorded_at`,
      [on],
    ),
    known(
      `select 'National focal point' as fact, ${record('p', 'national-focal-points')} as source from national_focal_points p where ${current('p')}`,
    ),
    known(
      `select 'Joint working group' as fact, ${record('g', 'working-groups')} as source from working_groups g where g.kind = 'JOINT' and ${current('g')}`,
    ),
    tx.sql<Known & { skills: string[] }>(
      `select 'Vacancy: ' || v.title as fact, '/api/v1/cells/' || v.cell_id || '/vacancies/' || v.id as source, v.skills
           from cell_vacancies v where v.state in ('OPEN', 'OFFERED') and v.since <= $1::date order by v.since`,
      [on],
    ),
    tx.sql<Known & { skills: string[]; accepted: boolean }>(
      `select 'Personnel offered by ' || o.country as fact, ${record('o', 'personnel-offers')} as source, o.skills, o.state = 'ACCEPTED' as accepted
           from personnel_offers o where o.state in ('OFFERED', 'ACCEPTED') and o.offered_on <= $1::date and (o.until is null or o.until > $1::date)`,
      [on],
    ),
    known(
      `select 'Procedure in force' as fact, ${record('p', 'procedures')} as source from procedures p
          where exists (select from procedure_versions v where v.body_id = p.body_id and v.procedure_id = p.id
                          and v.valid_from <= $1::date and coalesce(${endOf('v')} > $1::date, true))`,
    ),
    known(
      `select 'Briefing schedule ' || s.name as fact, ${record('s', 'briefing-schedules')} as source from schedules s where s.active and $1::date is not null`,
    ),
    tx.sql<Known & { on: string; assessed: boolean }>(
      `select 'Review on ' || d.day as fact, d.source, d.day::text as "on",
                exists (select from needs_assessments n where n.review_on = d.day) as assessed
           from (select unnest(m.review_dates) as day, coalesce(m.basis_op, m.code) as source from ref.mandates m where m.subject = $2 and m.superseded_at is null
                 union
                 select (jsonb_array_elements_text(r.facts->'reviewDates'))::date, r.code from ref.regimes r where r.code = any ($3) and r.superseded_at is null) d
          where d.day >= $1::date and d.day < $1::date + $4::int order by d.day`,
      [on, acronym, regimes, adviceData.reviewWithinDays],
    ),
  ]);
  // States without dates are known of today only; of a day that is past nobody can say.
  const past = on < today();
  return {
    cells,
    focalPoints,
    nationalFocalPoints,
    jointWorkingGroups,
    vacancies: past ? null : vacancies,
    offers: past ? null : offers,
    procedures,
    schedules: past ? null : schedules,
    reviews,
  };
}

/** What annex II reports of a mission as in place on the day. Where it reports nothing, nothing is known. */
async function reported(tx: Tx, { acronym }: NamedMission, on: string): Promise<Arranged> {
  const rows = await tx.sql<KnownCell & { row: string }>(
    `select p.kind as row, p.facts->>'title' as fact, p.paragraph as source, coalesce(p.facts#>>'{arrangement,cellKind}', 'UNKNOWN') as kind,
            p.facts#>>'{arrangement,office}' as office, (p.facts#>>'{arrangement,dedicated}')::boolean as dedicated,
            case when jsonb_array_length(coalesce(nullif(p.facts#>'{arrangement,skills}', 'null'), '[]')) > 0
                 then array(select jsonb_array_elements_text(p.facts#>'{arrangement,skills}')) end as skills, null::int as staff
       from ref.practices p
      where p.mission = $1 and p.superseded_at is null and p.kind in ('CELL', 'WORKING_GROUP', 'FOCAL_POINT')
        and ref.standing(p.valid_from, p.valid_to, p.end_kind, p.known_until, $2) = 'IN_FORCE' order by p.code`,
    [acronym, on],
  );
  const some = <T>(found: T[]): T[] | null => (found.length > 0 ? found : null);
  const points = rows.filter(row => row.row === 'FOCAL_POINT');
  const cells = rows.filter(row => row.row !== 'FOCAL_POINT').map(({ row: _, ...cell }) => cell);
  return {
    cells: some(cells),
    focalPoints: some(points.map(({ fact, source, office }) => ({ fact, source, office }))),
    nationalFocalPoints: null,
    jointWorkingGroups: null,
    vacancies: null,
    offers: null,
    procedures: null,
    schedules: null,
    reviews: null,
  };
}
