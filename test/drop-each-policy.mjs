import startPostgres from './support/start-postgres.mjs';
import stopPostgres from './support/stop-postgres.mjs';

/**
 * Takes away each row-level policy in turn and asks whether anything changes: rows seen, rows that may be changed, rows
 * taken, for people of several bodies and for the other roles. A policy whose absence nobody notices protects nothing,
 * or is not tested. Runs apart (`npm run test:deep`), because it is a minute of one connection's work; each policy is
 * dropped inside a transaction that is rolled back.
 */

/** Policies of the owner, who founds an installation and loads its reference data: the tests' owner is a superuser, whom no policy binds. */
const ofTheOwner = /_(found|load)$/;

const people = [
  'analyst@UNMIVA',
  'chief@UNMIVA',
  'head@UNMIVA',
  'high@UNMIVA',
  'low@UNMIVA',
  'analyst@UNSOB',
  'high@UNSOB',
  'archive@CORDON',
  'admin@CORDON',
  'auditor@CORDON',
  'secretary@COMMITTEE',
];

await startPostgres();
const { openWorld } = await import('./world.ts');
const { plantRights } = await import('./support/rights-fixture.ts');
const { actorOf } = await import('./support/actors.ts');
const { rolesFor } = await import('../src/database/roles.ts');

const world = await openWorld();
let unnoticed = 0;
let rights;
try {
  rights = await plantRights(world, Number(process.env.SEED ?? 1), 45);
  await rights.freeze('UNSOB', true);
  await plantRest();
  const roles = rolesFor(world.config.rolePrefix ?? '');
  const client = await world.owner.connect();
  const { rows: policies } = await client.query(
    `select p.polname as name, format('%I.%I', n.nspname, c.relname) as at, c.relname as relation, c.oid::int as oid,
            case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end as command,
            p.polpermissive as lets_in, (select string_agg(r.rolname, ',') from pg_roles r where r.oid = any (p.polroles)) as role
       from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace order by n.nspname, c.relname, p.polname`,
  );
  const table = [];
  const before = new Map();
  for (const policy of policies) {
    if (ofTheOwner.test(policy.name)) {
      table.push([policy, 'NOT TRIED: of the owner']);
      continue;
    }
    if (!before.has(policy.at)) before.set(policy.at, await probe(client, policy, null, roles));
    const without = await probe(client, policy, policy.name, roles);
    const changed = Object.keys(without).filter(key => without[key] !== before.get(policy.at)[key]);
    if (changed.length === 0) unnoticed += 1;
    table.push([policy, changed.length === 0 ? 'NOBODY NOTICES' : `${changed.length} notice, first: ${changed[0]}`]);
  }
  client.release();
  for (const [{ at, name, command, lets_in }, verdict] of table)
    process.stdout.write(
      `${at.padEnd(34)} ${name.padEnd(38)} ${command.padEnd(7)}${lets_in ? 'lets in ' : 'keeps out'}  ${verdict}\n`,
    );
  const tried = table.filter(([, verdict]) => !verdict.startsWith('NOT TRIED')).length;
  process.stdout.write(
    `policies: ${table.length}, tried ${tried}, noticed ${tried - unnoticed}, not tried ${table.length - tried}\n`,
  );
} finally {
  await world.close();
  await stopPostgres();
}
process.exitCode = unnoticed === 0 ? 0 : 1;

/** What everybody sees and may do with one table; with `dropped`, as it would be without that policy. */
async function probe(client, { at, oid }, dropped, roles) {
  const seen = {};
  await client.query('begin');
  try {
    await client.query('set local session_replication_role = replica');
    const pattern =
      (await client.query(`select to_jsonb(t) as row from ${at} t order by t::text limit 1`)).rows[0]?.row ?? {};
    if (dropped) await client.query(`drop policy ${dropped} on ${at}`);
    const askers = [
      ...people.map(who => ({ who, role: roles.runtime, context: rights.signed(who) })),
      { who: 'nobody', role: roles.runtime, context: null },
      { who: 'the definer', role: roles.definer, context: rights.signed('analyst@UNMIVA') },
      { who: 'the sealer', role: roles.sealer, context: null },
    ];
    for (const { who, role, context } of askers) {
      const actor = context && who !== 'the definer' ? actorOf(world, who) : null;
      const { rows } = await client.query(
        `select quote_ident(a.attname) as name from pg_attribute a where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
            and has_column_privilege($2, a.attrelid, a.attnum, 'UPDATE') order by a.attname = 'pos', a.attnum limit 1`,
        [oid, role],
      );
      const own = {
        ...pattern,
        ...('id' in pattern && typeof pattern.id === 'string' ? { id: '01980000-0000-7000-8000-000000000001' } : {}),
        ...(actor ? fields(pattern, actor) : {}),
      };
      const take = row => [
        `insert into ${at} select r.* from jsonb_populate_record(null::${at}, $1::jsonb) r`,
        [JSON.stringify(row)],
      ];
      const statements = {
        sees: [`select md5(coalesce(string_agg(t.ctid::text, ',' order by t.ctid), '')) as answer from ${at} t`, []],
        changes: rows[0] ? [`update ${at} set ${rows[0].name} = ${rows[0].name}`, []] : null,
        'changes what it sees': rows[0]
          ? [`update ${at} t set ${rows[0].name} = ${rows[0].name} where t.ctid is not null`, []]
          : null,
        'changes another way':
          rows[0] && rows[0].name !== 'pos' && at === 'audit.leaves' ? [`update ${at} set pos = 1`, []] : null,
        takes: take(own),
        'takes as the draft of another':
          'draft_by' in pattern ? take({ ...own, draft_by: world.appointmentIds.get('low@UNSOB') }) : null,
        'takes elsewhere': 'body_id' in pattern ? take({ ...own, body_id: world.id('COMMITTEE') }) : null,
      };
      for (const [what, statement] of Object.entries(statements)) {
        if (!statement) continue;
        await client.query('savepoint here');
        try {
          await client.query(`set local role ${role}`);
          if (context && who !== 'the definer') await client.query('select sec.enter($1)', [context]);
          const answer = await client.query(...statement);
          seen[`${who} ${what}`] = String(answer.rows[0]?.answer ?? answer.rowCount);
        } catch (error) {
          seen[`${who} ${what}`] = `${error.code} ${error.routine}`;
        }
        await client.query('rollback to savepoint here');
      }
    }
  } finally {
    await client.query('rollback');
  }
  return seen;
}

/** The columns by which policies of writing know the writer. */
function fields(pattern, actor) {
  const mine = {
    body_id: actor.bodyId,
    owner_body_id: actor.bodyId,
    recorded_by: actor.appointmentId,
    granted_by_person: actor.personId,
    classification: 0,
    compartment_id: null,
    draft_by: null,
    confirmed_at: null,
    confirmed_by: null,
    confirmed_by_person: null,
    ended_at: null,
  };
  return Object.fromEntries(Object.entries(mine).filter(([name]) => name in pattern));
}

/** Rows of tables that are no cases and that the tests' world leaves empty. */
async function plantRest() {
  const by = world.appointmentIds.get('admin@CORDON');
  const expert = world.appointmentIds.get('expert@PANEL');
  await world.owner.query(
    `insert into body_transitions (body_id, id, to_state, reason, recorded_by) values ($1, uuidv7(), 'FROZEN', 'x', $2)`,
    [world.id('UNSOB'), by],
  );
  await world.owner.query(
    `insert into appointment_ends (id, body_id, appointment_id, ends_at, reason, recorded_by)
     values (uuidv7(), $1, $2, now() + interval '9 years', 'x', $3)`,
    [world.id('UNMIVA'), world.appointmentIds.get('low@UNMIVA'), by],
  );
  await world.owner.query(
    `insert into panel_experts (body_id, id, appointment_id, expertise, contract_from, recorded_by)
     values ($1, uuidv7(), $2, '{ARMS}', now() - interval '1 day', $3)`,
    [world.id('PANEL'), expert, by],
  );
  await world.owner.query(
    `insert into panel_holds (body_id, id, held_from, held_to, reason, recorded_by)
     values ($1, uuidv7(), now() - interval '9 days', now() - interval '8 days', 'x', $2)`,
    [world.id('PANEL'), by],
  );
}
