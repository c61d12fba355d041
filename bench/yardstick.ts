/**
 * The yardstick: bare Fastify and pg, no access control, no audit, no validation. It answers the same list from the
 * same rows and stores the same inspection with one statement.
 */
import Fastify from 'fastify';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';

const [ownerUrl = '', bodyId = '', appointmentId = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: ownerUrl, max: 16 });
const server = Fastify({ logger: false, bodyLimit: 10 * 1024 * 1024 });
const levels = ['UNCLASSIFIED', 'CONFIDENTIAL', 'STRICTLY_CONFIDENTIAL'];

server.get('/list', async request => {
  const { type, limit } = request.query as { type: string; limit: string };
  const { rows } = await pool.query({
    name: 'list',
    text: `select i.id, i.ref, 'BENCH' as mission, i.type, i.status, i.period, i.legal_basis as "legalBasis", i.site_id as "siteId", i.place, i.outcomes,
             i.outcome_text as "outcomeText", i.classification, i.caveats, i.version, i.recorded_at as "recordedAt"
             from inspections i where i.body_id = $1 and i.type = $2 order by i.recorded_at desc, i.id desc limit ${Number(limit) + 1}`,
    values: [bodyId, type],
  });
  const items = rows.slice(0, Number(limit)).map(row => ({ ...row, classification: levels[row.classification] }));
  const last = items.at(-1);
  return {
    items,
    nextCursor: last ? Buffer.from(`${last.recordedAt.toISOString()}|${last.id}`).toString('base64url') : null,
  };
});

interface Line {
  class: string;
  category1997: string;
  makeRaw: string;
  modelRaw: string;
  calibreRaw: string;
  countryOfManufacture: string;
  markingStatus: string;
  quantity: { min: number; max: number; unit: string; method: string };
  serials: { raw: string; position: string; origin: string }[];
}

server.post('/store', async (request, reply) => {
  const body = request.body as {
    type: string;
    period: object;
    place: object;
    accessResults: { result: string }[];
    observations: Line[];
  };
  const id = uuidv7();
  const lines = body.observations.map((line, n) => ({
    ...line,
    id: uuidv7(),
    serialId: uuidv7(),
    n: n + 1,
    raw: line.serials[0]?.raw,
    position: line.serials[0]?.position,
    origin: line.serials[0]?.origin,
    qty: line.quantity.min,
  }));
  await pool.query({
    name: 'store',
    text: `with i as (insert into bench.inspections (body_id, id, recorded_by, ref, content_hash, type, status, period, legal_basis, place)
             values ($1, $2, $3, $4, '\\x00', $5, 'COMPLETED', $6, '{}', $7)),
           a as (insert into bench.access_results (body_id, id, recorded_by, inspection_id, result, cause, at) values ($1, $8, $3, $2, $9, 'FULL', '{}')),
           s as (insert into bench.serials (body_id, id, recorded_by, observation_id, n, raw, norm, script, position, origin, read_method, is_primary)
             select $1, r."serialId", $3, r.id, 1, r.raw, r.raw, 'LATN', r.position, r.origin, 'EYE', true from json_to_recordset($10::json) as r (id uuid, "serialId" uuid, raw text, position text, origin text))
           insert into bench.observations (body_id, id, recorded_by, inspection_id, n, content_hash, class, category_1997, make_raw, model_raw, calibre_raw, country, marking_status,
             holder_type, access_mode, acquisition_context, condition, qty_min, qty_max, unit, method, observed, source_grade, information_grade)
           select $1, r.id, $3, $2, r.n, '\\x', r.class, r."category1997", r."makeRaw", r."modelRaw", r."calibreRaw", r."countryOfManufacture", r."markingStatus",
             'NOT_STATED', 'NOT_STATED', 'NOT_STATED', 'NOT_STATED', r.qty, r.qty, 'ITEM', 'COUNTED', '{}', 'F', '6'
             from json_to_recordset($10::json) as r (id uuid, n int, class text, "category1997" text, "makeRaw" text, "modelRaw" text, "calibreRaw" text, "countryOfManufacture" text, "markingStatus" text, qty numeric)`,
    values: [
      bodyId,
      id,
      appointmentId,
      `BENCH-${id}`,
      body.type,
      JSON.stringify(body.period),
      JSON.stringify(body.place),
      uuidv7(),
      body.accessResults[0]?.result,
      JSON.stringify(lines),
    ],
  });
  return reply.status(201).send({ id });
});

await server.listen({ port: 0, host: '127.0.0.1' });
const address = server.server.address();
process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
