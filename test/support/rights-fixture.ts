import pg from 'pg';
import { Chance } from '../../seeds/demo/chance.js';
import { contextSigner } from '../../src/database/context.js';
import type { World } from '../world.js';
import { actorOf, engage } from './actors.js';
import { plant } from './canaries.js';
import { caseTables } from './everywhere.js';

/** Somebody as the oracle knows him or her: written down by hand, not asked of PostgreSQL. */
export interface Reader {
  who: string;
  body: string;
  role: string;
  clearance: number;
  compartments: string[];
}

/** A hand-over, as told. */
export interface Handed {
  of: string;
  to: string;
  clearance: number;
}

/** Rows of every case table under random protection in several bodies, and people with random rights. */
export interface Rights {
  tables: string[];
  readers: Reader[];
  handed: Handed[];
  /** Bodies that are frozen; changed by {@link freeze}. */
  frozen: Set<string>;
  freeze(body: string, frozen: boolean): Promise<void>;
  signed(who: string): string;
}

const owners = ['UNMIVA', 'UNSOB', 'COMMITTEE', 'HOST'];
const chiefs = ['CELL_CHIEF', 'JMAC_CHIEF', 'HEAD_OF_MISSION', 'PANEL_COORDINATOR'];

/** Fills a world: one row of each table, made by the product, is the pattern of many more in other hands. */
export async function plantRights(world: World, seed: number, copies = 30): Promise<Rights> {
  const chance = new Chance(seed);
  const { packet, need } = await plant(world);
  await sendOut(world, packet, need.compartment);
  const people: [string, string, number][] = [
    ['low@UNMIVA', 'CELL_ANALYST', 0],
    ['high@UNMIVA', 'CELL_ANALYST', 2],
    ['jmac@UNMIVA', 'JMAC_CHIEF', 2],
    ['high@UNSOB', 'CELL_CHIEF', 2],
    ['low@UNSOB', 'INSPECTOR', 0],
    ['officer@COMMITTEE', 'SECRETARIAT_OFFICER', 2],
    ['archive@CORDON', 'RECORDS_OFFICER', 2],
    ['second@CORDON', 'PLATFORM_ADMIN', 0],
  ];
  for (const [who, role, clearance] of people) await engage(world, who, role, clearance);
  const owner = await world.owner.connect();
  const circles: Record<string, string[]> = {};
  try {
    // Past triggers and keys: what is planted need not make sense, only be protected.
    await owner.query(`set session_replication_role = replica`);
    const { rows: shared } = await owner.query<{ id: string }>('select uuidv7() as id');
    for (const body of owners) {
      const { rows } = await owner.query<{ id: string }>(
        `insert into compartments (body_id, id, name) values ($1, $2, 'shared id'), ($1, uuidv7(), 'own') returning id`,
        [world.id(body), shared[0]?.id],
      );
      circles[body] = rows.map(row => row.id);
    }
    for (const table of await caseTables(world)) await copyRows(owner, world, table, chance, circles, copies);
    const readers = await readersOf(owner, world, chance, circles);
    const handed: Handed[] = [
      { of: 'UNSOB', to: 'CORDON', clearance: 1 },
      { of: 'HOST', to: 'CORDON', clearance: 2 },
      { of: 'UNSOB', to: 'COMMITTEE', clearance: 0 },
    ];
    for (const { of, to, clearance } of handed) {
      await owner.query(
        `insert into read_grants (body_id, id, to_body_id, clearance, reason, granted_by_person, confirmed_at, confirmed_by, confirmed_by_person, recorded_by)
         values ($1, uuidv7(), $2, $3, 'Hand-over', $4, now(), $5, $6, $7)`,
        [
          world.id(of),
          world.id(to),
          clearance,
          world.id('admin@CORDON'),
          world.appointmentIds.get('second@CORDON'),
          world.id('second@CORDON'),
          world.appointmentIds.get('admin@CORDON'),
        ],
      );
    }
    const frozen = new Set<string>();
    return {
      tables: await caseTables(world),
      readers,
      handed,
      frozen,
      async freeze(body, isFrozen) {
        const at = isFrozen ? 'now()' : 'null';
        await world.owner.query(`update bodies set frozen_at = ${at} where id = $1`, [world.id(body)]);
        if (isFrozen) frozen.add(body);
        else frozen.delete(body);
      },
      signed: who => contextSigner(world.config.secret)(actorOf(world, who)),
    };
  } finally {
    await owner.query(`set session_replication_role = origin`);
    owner.release();
  }
}

/** Sends the packet, and tells of a chief who went inside a circle, so that no table of a case is empty. */
async function sendOut(world: World, packet: string, compartment: string): Promise<void> {
  const steps = [
    ['chief', 'CELL_CHIEF_CLEARED'],
    ['head', 'HEAD_OF_MISSION_CLEARED'],
    ['focal', 'TRANSMITTED'],
  ] as const;
  for (const [who, to] of steps) {
    const caller = await world.as(`${who}@UNMIVA`);
    const { etag = '' } = (await caller.get(`/briefing-packets/${packet}`)).headers;
    const moved = await caller.post(`/briefing-packets/${packet}/transitions`, { to }, { 'if-match': etag });
    if (moved.status > 201) throw new Error(`${to}: ${moved.status} ${moved.text}`);
  }
  const chief = await world.as('chief@UNMIVA');
  const appointmentId = world.appointmentIds.get('chief@UNMIVA');
  await chief.post(`/compartments/${compartment}/members`, { appointmentId }).expect(201);
}

async function copyRows(
  owner: pg.PoolClient,
  world: World,
  table: string,
  chance: Chance,
  circles: Record<string, string[]>,
  copies: number,
): Promise<void> {
  const { rows } = await owner.query<{ row: Record<string, unknown> }>(
    // What was released is the recipient's.
    `select to_jsonb(t) - 'recorded_xid' as row from ${table} t where body_id = any ($1) limit 3`,
    [[world.id('UNMIVA'), world.id('COMMITTEE')]],
  );
  const authors = [...world.appointmentIds.values()];
  for (let n = 0; rows.length > 0 && n < copies; n++) {
    const body = chance.of(owners);
    const inside = chance.percent(30) ? chance.of(circles[body] ?? []) : null;
    const pattern = rows[n % rows.length]?.row ?? {};
    // What a body has once only is told apart by its number.
    const told = ['ref', 'key', 'name_as_written', 'code', 'occasion'].filter(name => name in pattern);
    const change = {
      ...pattern,
      ...Object.fromEntries(told.map(name => [name, `${pattern[name]} ${n}`])),
      body_id: world.id(body),
      classification: n % 3,
      compartment_id: inside,
      draft_by: chance.percent(25) ? chance.of(authors) : null,
    };
    await owner
      .query(
        `insert into ${table} select r.* from jsonb_populate_record(null::${table},
         $1::jsonb || jsonb_build_object('id', uuidv7(), 'recorded_xid', pg_current_xact_id()::text)) r on conflict do nothing`,
        [JSON.stringify(change)],
      )
      // A copy that a check of the table refuses is left out.
      .catch((error: { code?: string }) => {
        if (error.code !== '23514') throw error;
      });
  }
}

async function readersOf(
  owner: pg.PoolClient,
  world: World,
  chance: Chance,
  circles: Record<string, string[]>,
): Promise<Reader[]> {
  const { rows } = await owner.query<Reader & { appointment: string }>(
    `select split_part(p.name, ' ', 1) || '@' || b.acronym as who, b.acronym as body, a.role, a.clearance, a.id as appointment
       from appointments a join people p on p.id = a.person_id join bodies b on b.id = a.body_id where a.role <> 'SYSTEM'`,
  );
  const readers: Reader[] = [];
  await owner.query('delete from compartment_members');
  for (const { appointment, ...reader } of rows.sort((a, b) => a.who.localeCompare(b.who))) {
    const inside: string[] = [];
    for (const id of circles[reader.body] ?? []) {
      const state = chance.of(['in', 'out', 'ended', 'to come'] as const);
      if (state === 'out') continue;
      const [from, to] = { in: [-9, null], ended: [-9, -1], 'to come': [9, null] }[state] as [number, number | null];
      await owner.query(
        `insert into compartment_members (body_id, id, compartment_id, appointment_id, valid_from, valid_to)
         values ($1, uuidv7(), $2, $3, now() + make_interval(days => $4), now() + make_interval(days => $5))`,
        [world.id(reader.body), id, appointment, from, to],
      );
      if (state === 'in') inside.push(id);
    }
    readers.push({ ...reader, compartments: inside });
  }
  return readers;
}

/** Which rows of a table a reader sees, as a condition with everything spelled out: the oracle. */
export function oracleOf(world: World, rights: Rights, reader: Reader, table: string): string {
  const id = (text: string) => `'${text}'::uuid`;
  const body = id(world.id(reader.body));
  const appointment = id(world.appointmentIds.get(reader.who) ?? '');
  const circles = reader.compartments.map(one => `t.compartment_id = ${id(one)}`);
  const own = `t.body_id = ${body} and t.classification <= ${reader.clearance} and (t.compartment_id is null${['', ...circles].join(' or ')})`;
  const runsThePlatform = reader.role === 'PLATFORM_ADMIN' || reader.role === 'AUDITOR';
  const given = rights.handed
    .filter(one => one.to === reader.body && rights.frozen.has(one.of) && !runsThePlatform)
    .map(
      one =>
        `(t.body_id = ${id(world.id(one.of))} and t.classification <= ${Math.min(one.clearance, reader.clearance)} and t.compartment_id is null)`,
    );
  if (table === 'released_records') {
    const open = 't.recalled_at is null and (t.expires_at is null or t.expires_at > now())';
    const received = [`(t.body_id = ${body} and t.classification <= ${reader.clearance})`, ...given].join(' or ');
    return `${open} and (${received.replaceAll(' and t.compartment_id is null', '')})`;
  }
  const readable = table === 'idempotency_keys' ? `(${own})` : [`(${own})`, ...given].join(' or ');
  const leads = chiefs.includes(reader.role) ? ` or t.body_id = ${body}` : '';
  const addressed = table === 'alerts' ? ` and '${reader.role}' = any (t.to_roles || array['SYSTEM'])` : '';
  return `(${readable}) and (t.draft_by is null or t.draft_by = ${appointment}${leads})${addressed}`;
}
