import { createHash } from 'node:crypto';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { canonicalJson } from '../database/canonical-json.js';
import type { Tx } from '../database/database.js';
import { tag } from './etag.js';
import { Problem } from './problems.js';
import type { ShownRecord } from './record.js';

/** What is answered to a sub-resource or a move of state, and kept for whoever repeats the request. */
export interface Answer {
  /** JSON. */
  doc: string;
  /** 201 when absent. */
  status?: number;
  /** Of the record that the answer shows, for its ETag. */
  version?: number | null;
}

/** The record that a sub-resource or a move belongs to. */
export interface Subject {
  table:
    | 'inspections'
    | 'observations'
    | 'sites'
    | 'markings'
    | 'packets'
    | 'cells'
    | 'working_groups'
    | 'assistance_activities'
    | 'needs_assessments'
    | 'procedures'
    | 'releases';
  id: string;
}

/** Documents the header on a route that uses {@link once}. */
export const IdempotencyKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Of your own making, 1 to 255 characters: the same key with the same content is done once.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  });

/**
 * Does the work once for each Idempotency-Key of the actor's body, in the work's own transaction: what is rolled back
 * leaves no key behind. Repetitions wait for each other and get what was answered first; without a key the work is
 * simply done. If-Match is no part of the content, because a client that repeats itself may have read again meanwhile.
 * @throws Problem id_already_used when the key belongs to other content, another operation or another record.
 */
export async function once(
  tx: Tx,
  request: FastifyRequest,
  operation: string,
  subject: Subject,
  content: unknown,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const key = keyOf(request);
  if (key === null) return work();
  const { actor } = tx;
  await tx.sql('select pg_advisory_xact_lock(hashtextextended($1, 8))', [`${actor.bodyId} ${key}`]);
  const hash = createHash('sha256')
    .update(canonicalJson([operation, subject.id, content]))
    .digest();
  const kept = await tx.one<{ same: boolean; doc: string; status: number; version: number | null }>(
    `select content_hash = $3 as same, answer as doc, status, answer_version as version
       from idempotency_keys where body_id = $1 and key = $2`,
    [actor.bodyId, key, hash],
  );
  if (kept && !kept.same) throw taken();
  if (kept) {
    // Nothing is changed this time, so the trail would not know that somebody was shown the record.
    await tx.sql('select audit.log($1::jsonb)', [JSON.stringify([shown(tx, operation, subject.id)])]);
    return kept;
  }
  const answer = await work();
  const stored = await tx.one(
    `insert into idempotency_keys (body_id, id, classification, caveats, compartment_id, draft_by, recorded_by, subject_id,
                                   key, operation, content_hash, status, answer, answer_version)
     select s.body_id, $3, (sec.ctx()).clearance, s.caveats, s.compartment_id, s.draft_by, $4, $2, $5, $6, $7, $8, $9, $10
       from ${subject.table} s where s.body_id = $1 and s.id = $2
     on conflict on constraint idempotency_keys_once do nothing returning id`,
    [
      actor.bodyId,
      subject.id,
      uuidv7(),
      actor.appointmentId,
      key,
      operation,
      hash,
      answer.status ?? 201,
      answer.doc,
      answer.version ?? null,
    ],
  );
  // The key is there, on a row that this reader may not see.
  if (!stored) throw taken();
  return answer;
}

/** What is answered to a record that has its own id: 201, or 200 when the same request had stored it before. */
export const storedAnswer = (created: boolean, { doc, version }: ShownRecord): Answer => ({
  doc,
  version,
  status: created ? 201 : 200,
});

/** Sends an answer with its status, and its ETag when it has one. */
export function sendAnswer(reply: FastifyReply, answer: Answer): string {
  void reply.status(answer.status ?? 201);
  if (typeof answer.version === 'number') tag(reply, answer.version);
  return answer.doc;
}

/** The same for what has an address of its own below its subject: a new one is answered with it. */
export function sendPart(reply: FastifyReply, answer: Answer, under: string): string {
  const { id } = JSON.parse(answer.doc) as { id: string };
  if ((answer.status ?? 201) === 201) void reply.header('location', `${under}/${id}`);
  return sendAnswer(reply, answer);
}

function keyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key))
    throw new Problem('malformed_request', 'Idempotency-Key takes 1 to 255 visible ASCII characters without spaces.');
  return key;
}

const taken = () =>
  new Problem('id_already_used', 'This Idempotency-Key was used for another request; take a new one.');

const shown = ({ actor }: Tx, operation: string, id: string) => ({
  action: 'READ',
  operation,
  bodyId: actor.bodyId,
  personId: actor.personId,
  appointmentId: actor.appointmentId,
  objectIds: `{${id}}`,
  fields: [],
  request: actor.requestId,
  purpose: actor.purpose,
});
