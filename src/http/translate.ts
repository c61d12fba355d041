import { QueryFailedError } from 'typeorm';
import { Problem, type ProblemCode } from './problems.js';

interface DatabaseError extends Error {
  code?: string;
  constraint?: string;
  routine?: string;
  where?: string;
}

/** What a broken constraint means to a caller. Every other constraint is a fault of ours and stays a 500. */
const byConstraint: Record<string, [ProblemCode, string?]> = {
  denial_is_permanent: ['denial_is_permanent'],
  access_results_superseded_once: ['conflicting_change', 'This access result has already been superseded by another.'],
  observations_corrected_once: [
    'conflicting_change',
    'This observation has already been corrected; correct the newest one.',
  ],
  custody_events_one_next: ['conflicting_change', 'The custody step named as previous already has a next step.'],
  packet_steps_nobody_twice: ['same_person_cleared_already'],
  packet_steps_step_once: ['conflicting_change', 'This step has just been taken by somebody else.'],
  releases_two_people: ['same_person_cleared_already'],
  releases_three_people: ['same_person_cleared_already'],
  releases_moves: ['move_not_allowed'],
  releases_marks: ['move_not_allowed', 'A record is marked more strictly than its release; propose anew.'],
  releases_consent: ['move_not_allowed', 'An originator has not agreed yet; record the consent first.'],
  releases_superseded_once: ['conflicting_change', 'What it supersedes is not out any more; propose anew.'],
  releases_body_open: ['body_is_closed'],
  packets_once_a_period: ['already_stored', 'This schedule already has a packet for the period.'],
  inspections_ref_once: ['already_stored', 'The reference number is already used.'],
  bodies_acronym_once: ['already_stored', 'A body with this acronym exists.'],
  people_email_once: ['already_stored', 'A person with this address exists.'],
  panel_experts_no_overlap: ['already_stored', 'The appointment already has a contract at that time.'],
  appointments_two_persons: [
    'two_persons_needed',
    'An appointment is confirmed by an administrator who neither granted it nor is appointed by it.',
  ],
  access_resets_two_persons: ['two_persons_needed'],
  access_resets_one_open: ['already_stored', 'The same has been asked for this person and is not decided.'],
  invitations_new_person: [
    'move_not_allowed',
    'This person has had a passphrase: two administrators reset it, at POST /people/{id}/passphrase-resets.',
  ],
  cell_members_once: ['already_stored', 'The person already serves in this cell at that time.'],
  cells_no_circle: ['breaks_a_rule', 'A cell cannot lie inside itself.'],
  focal_points_once: ['already_stored', 'The person is already focal point in this office at that time.'],
  group_meetings_corrected_once: [
    'conflicting_change',
    'This meeting has already been corrected; correct the newest record of it.',
  ],
  compartment_members_once: ['already_stored', 'The appointment is already inside at that time.'],
  markings_subject_exists: ['not_found'],
  marking_two_people: ['another_person_confirms'],
  marking_takes_effect_at_once: ['move_not_allowed', 'Nothing waits to be decided here.'],
  marking_changed_since: ['conflicting_change', 'The record has been marked otherwise since; ask anew.'],
  marking_decisions_once: ['conflicting_change', 'This has just been decided by somebody else.'],
  read_grants_two_people: ['another_person_confirms'],
  inspection_transitions_draft: ['not_found'],
  source_is_held: ['source_is_held'],
  openings_two_persons: ['same_person_twice'],
  openings_reviewed_by_another: ['same_person_twice'],
  holds_two_persons: ['same_person_twice'],
  erasures_two_persons: ['same_person_twice'],
  data_keys_wrapped_under: ['unavailable', 'The keys of the source vault are being changed; try again.'],
  appointments_no_overlap: ['already_stored', 'The person already holds this post in this body at that time.'],
};

/**
 * Turns a refusal by PostgreSQL into a problem. A policy refusal and a missing grant share SQLSTATE 42501; only the
 * first (raised in ExecWithCheckOptions) is the caller's business, the second is our bug and must not look like a 404.
 */
export function translateDatabaseError(error: unknown): unknown {
  const thrown: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(thrown instanceof Error)) return error;
  const raw: DatabaseError = thrown;
  if (typeof raw.code !== 'string') return error;
  const named = raw.constraint ? byConstraint[raw.constraint] : undefined;
  if (named) return new Problem(named[0], named[1]);
  // Primary keys of case tables are named x_pk: the id is taken inside the caller's own body.
  if (raw.code === '23505' && raw.constraint?.endsWith('_pk')) return new Problem('id_already_used');
  switch (raw.code) {
    case 'CD001':
      return new Problem('appointment_not_in_force');
    case 'CD002':
      return new Problem('second_factor_missing');
    case '28000':
      return new Problem('session_ended');
    case '42501':
      return raw.routine === 'ExecWithCheckOptions' ? new Problem('body_is_closed') : error;
    case '23503':
      return new Problem('not_found', 'Something the request refers to does not exist, or is not yours.');
    case '40001':
    case '40P01':
      return new Problem('conflicting_change', undefined, [], { 'retry-after': '1' });
    case '55P03':
    case '57014':
    case '57P01':
    case '57P03':
    case '53300':
    case '08006':
    case '25P03':
    case '25P04':
      return new Problem('unavailable', undefined, [], { 'retry-after': '2' });
    default:
      return error;
  }
}

/** True when it was the audit trail that could not be written, whatever the reason. */
export function isAuditFailure(error: unknown): boolean {
  const thrown = (error instanceof QueryFailedError ? error.driverError : error) as DatabaseError | undefined;
  return /\baudit\.(append|on_change|log)\(/.test(thrown?.where ?? '');
}

/** True for a lost or refused connection, which is a 503 and not a bug. */
export function isConnectionLoss(error: unknown): boolean {
  const raw = error as { code?: string; message?: string };
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(raw?.code ?? '') ||
    /Connection terminated|timeout exceeded when trying to connect|not queryable|Query read timeout/.test(
      raw?.message ?? '',
    )
  );
}
