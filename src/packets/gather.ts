import type { Actor } from '../database/context.js';
import type { Database, Tx } from '../database/database.js';
import { Problem } from '../http/problems.js';
import { levelName } from '../http/shape.js';
import type { AuditCheckpoint, PacketContent } from './content.js';
import { countFigures, type Scope } from './count.js';
import { dayBegins, type Moment, momentValues } from './figure-filter.js';
import { relationOf, type Source } from './figure-records.js';
import { accessRowsAtMost, type Gathered, sectionsOf } from './sections.js';

/** Version of the template; a packet says which one drew it. */
export const templateVersion = 'briefing/1';

interface PacketHead {
  ref: string;
  kind: string;
  regime_code: string | null;
  period_from: string;
  period_to: string;
  classification: number;
  caveats: string[];
  acronym: string;
  name: string;
  fictional: boolean;
  committee: string;
}

/**
 * Everything a packet says, read in one moment as `actor`: a read-only transaction with one snapshot. What is above
 * the packet's level or inside a compartment is left out, so every reader of the packet can open the same records.
 */
export function gather(db: Database, actor: Actor, packetId: string): Promise<PacketContent> {
  return db.as(
    actor,
    async tx => {
      const [head, moment] = await Promise.all([readHead(tx, packetId), readMoment(tx)]);
      const auditCheckpoint = await readCheckpoint(tx);
      const period = { from: head.period_from, to: head.period_to };
      const scope: Scope = { period, regime: head.regime_code, level: levelName(head.classification) };
      // One after another: of statements that travel together and fail, only the first tells why.
      const figures = await countFigures(tx, scope, moment);
      const gathered = await readSections(tx, scope, moment);
      const caveats = await readCaveats(tx, scope, moment);
      return {
        schema: 'cordon.packet/1',
        template: templateVersion,
        ref: head.ref,
        kind: head.kind,
        mission: { acronym: head.acronym, name: head.name },
        committee: { name: head.committee },
        period,
        takenAt: moment.takenAt,
        snapshot: moment.snapshot,
        auditCheckpoint,
        classification: levelName(head.classification),
        caveats: [...new Set([...head.caveats, ...caveats])].sort(),
        fictional: head.fictional,
        sections: sectionsOf(gathered, scope),
        figures,
      };
    },
    { readOnly: true, snapshot: true },
  );
}

async function readHead(tx: Tx, packetId: string): Promise<PacketHead> {
  const head = await tx.one<PacketHead>(
    `select p.ref, p.kind, p.regime_code, p.period_from::text, p.period_to::text, p.classification, p.caveats,
            b.acronym, b.name, b.fictional, c.name as committee
       from packets p join bodies b on b.id = p.body_id join bodies c on c.id = p.committee_id where p.id = $1`,
    [packetId],
  );
  if (!head) throw new Problem('not_found');
  return head;
}

/** The clock is read after the snapshot was taken, so no row the snapshot shows is younger. */
async function readMoment(tx: Tx): Promise<Moment> {
  const moment = await tx.one<Moment>(
    `select pg_current_snapshot()::text as snapshot,
            to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "takenAt"`,
  );
  if (!moment) throw new Error('the clock always answers');
  return moment;
}

/** The newest checkpoint of the audit trail, which is all of it that a packet's maker may see. */
async function readCheckpoint(tx: Tx): Promise<AuditCheckpoint | null> {
  const found = await tx.one<AuditCheckpoint>('select * from audit.newest_checkpoint()');
  return found && { ...found, size: Number(found.size) };
}

/** Reads of one kind of record in the packet's period: $6 and $7 are its bounds. */
function inPeriod(tx: Tx, scope: Scope, moment: Moment) {
  const values = [
    tx.actor.bodyId,
    ...momentValues(moment, scope.level, scope.regime),
    dayBegins(scope.period.from),
    dayBegins(scope.period.to),
  ];
  return <Row>(source: Source, select: string, rest: string): Promise<Row[]> =>
    tx.sql<Row>(
      `select ${select} from (${relationOf(source)}) r
        where r.date_from >= $6::timestamptz and r.date_from < $7::timestamptz ${rest}`,
      values,
    );
}

async function readSections(tx: Tx, scope: Scope, moment: Moment): Promise<Gathered> {
  const read = inPeriod(tx, scope, moment);
  const quantities = `count(*)::int as lines, coalesce(floor(sum(r.qty_min)), 0)::float8 as min,
                      coalesce(ceil(sum(coalesce(r.qty_max, r.qty_min))), 0)::float8 as max`;
  const [paragraphs, inspections, access, items, ammunition] = await Promise.all([
    readParagraphs(tx, scope),
    read<Gathered['inspections'][number]>(
      'INSPECTION',
      `r.type, to_char(r.date_from at time zone 'UTC', 'YYYY-MM') as month, count(*)::int as n`,
      'group by 1, 2 order by 1, 2',
    ),
    read<Gathered['access'][number]>(
      'ACCESS_RESULT',
      `to_char(r.date_from at time zone 'UTC', 'YYYY-MM-DD') as day, r.ref, r.result, r.scope, r.reason`,
      `order by r.date_from, r.id limit ${accessRowsAtMost + 1}`,
    ),
    read<Gathered['items'][number]>(
      'OBSERVATION',
      `r.class, r.marking_status as marking, r.unit, ${quantities}`,
      `and r.class <> 'AMMO' group by 1, 2, 3 order by 1, 2, 3 limit 1000`,
    ),
    read<Gathered['ammunition'][number]>(
      'OBSERVATION',
      `r.calibre_raw as calibre, ${quantities}`,
      `and r.class = 'AMMO' and r.unit = 'ROUND' group by 1 order by 2 desc, 1 limit 200`,
    ),
  ]);
  return { paragraphs, inspections, access, items, ammunition };
}

/** The paragraphs in force at any time of the period, of the packet's regime or else of the mission's mandates. */
const readParagraphs = (tx: Tx, scope: Scope): Promise<Gathered['paragraphs']> =>
  tx.sql(
    `select o.code as id, o.kinds, o.valid_from::text as "from", o.valid_to::text as "to", o.summary
       from ref.operative_paragraphs o
      where o.superseded_at is null and o.valid_from < $3::date and (o.valid_to is null or o.valid_to > $2::date)
        and o.regime_code = any(case when $1::text is not null then array[$1]
              else array(select m.regime_code from ref.mandates m where m.subject = $4 and m.superseded_at is null) end)
      order by o.valid_from, o.code limit 500`,
    [scope.regime, scope.period.from, scope.period.to, tx.actor.bodyAcronym],
  );

/** The packet takes on every handling mark of what it counts. */
async function readCaveats(tx: Tx, scope: Scope, moment: Moment): Promise<string[]> {
  const read = inPeriod(tx, scope, moment);
  const sources: Source[] = ['INSPECTION', 'ACCESS_RESULT', 'OBSERVATION'];
  const found = await Promise.all(
    sources.map(source => read<{ caveat: string }>(source, 'distinct unnest(r.caveats) as caveat', '')),
  );
  return found.flat().map(row => row.caveat);
}
