/** One fault of the input, found at a JSON pointer (RFC 6901) of the body, or at `?name` for a query parameter. */
export interface Fault {
  pointer: string;
  code: string;
  detail: string;
}

/** Everything that can go wrong, once: the code, its HTTP status and what it means to a reader. */
export const problems = {
  malformed_request: [
    400,
    'The request cannot be read',
    'Each entry of `errors` names a place and what is wrong there.',
  ],
  invalid_json: [400, 'The body is not JSON', 'Send one JSON value in UTF-8 with content-type application/json.'],
  unknown_parameter: [400, 'A query parameter is unknown or repeated', 'Only the documented parameters are accepted.'],
  not_signed_in: [401, 'Not signed in', 'Send a valid access token: `Authorization: Bearer …`.'],
  sign_in_failed: [401, 'Sign-in failed', 'The address and the password do not belong together.'],
  second_factor_required: [
    401,
    'A code of the second factor is missing',
    'Send the six digits, or a recovery code, as `otp`.',
  ],
  session_ended: [401, 'The session has ended', 'Sign in again.'],
  appointment_not_in_force: [
    403,
    'No appointment in force',
    'Rights come from an appointment in force now; those of a panel also end with its mandate, a hold, and the contract.',
  ],
  appointment_required: [403, 'Choose an appointment', 'You hold several: name one in the X-Appointment header.'],
  permission_missing: [403, 'Your role does not allow this', 'The access matrix lists which roles may.'],
  step_up_required: [
    403,
    'Show again who you are',
    'POST /api/v1/auth/step-up with your passphrase, or the code of your second factor; it holds for ten minutes.',
  ],
  second_factor_missing: [
    403,
    'A second factor has to be set up first',
    'POST /api/v1/auth/second-factor; until then this session can do nothing else with these rights.',
  ],
  same_person_twice: [
    403,
    'It takes another person',
    'Whoever asked or proposed cannot decide, under any appointment.',
  ],
  opening_not_in_force: [
    403,
    'Nothing is open to you here',
    'The opening is not yours, not of this source, not approved, expired or revoked; or it was for something else.',
  ],
  review_outstanding: [
    403,
    'An emergency opening of yours is not reviewed',
    'Another person has to review it before you can open a source in an emergency again.',
  ],
  not_found: [404, 'Not found', 'There is no such record, or it is not yours.'],
  unknown_code_list: [404, 'No such code list', 'GET /api/v1/code-lists names them.'],
  method_not_allowed: [405, 'This method is not allowed here', 'See the OpenAPI document.'],
  not_acceptable: [406, 'None of the accepted formats is available', 'See the OpenAPI document.'],
  id_already_used: [409, 'The id is already used', 'Another record of your body has this id with other content.'],
  already_stored: [409, 'This is already stored', 'The same thing is already there under another id.'],
  move_not_allowed: [
    409,
    'This move is not allowed now',
    '`availableTransitions` of the record names the moves that are.',
  ],
  two_persons_needed: [
    409,
    'Another person is needed',
    'Nobody confirms what they asked for themselves, or what concerns them.',
  ],
  denial_is_permanent: [
    409,
    'A denial cannot be hidden',
    'Record the later access as a result of its own; the denial stays.',
  ],
  same_person_cleared_already: [
    409,
    'You took another step of this already',
    'Each step that clears or signs needs another person.',
  ],
  body_is_closed: [
    409,
    'The body takes no such record',
    'No mandate of it is in force today, or it is frozen, or the record is classified above your clearance.',
  ],
  another_person_confirms: [409, 'Another person has to confirm this', 'Nobody confirms what he or she asked for.'],
  source_is_held: [
    409,
    'The source is under a legal hold',
    'Nothing of it can be deleted until two persons lift the hold.',
  ],
  source_is_erased: [409, 'The identity has been erased', 'Its key was destroyed; nobody can read it again.'],
  no_emergency_contact: [
    409,
    'There is no contact for emergencies',
    'Nobody wrote down how to warn this source; ask for its identity instead.',
  ],
  conflicting_change: [409, 'Something else changed at the same time', 'Read the record again and repeat.'],
  not_sealed_yet: [
    409,
    'Not sealed yet',
    'The trail has no checkpoint of that size yet; entries are sealed within some seconds.',
  ],
  trail_incomplete: [
    409,
    'The trail is incomplete',
    'Entries that a checkpoint was signed for are gone. Keep every checkpoint you hold and take a bundle: it shows where.',
  ],
  stale_version: [
    412,
    'The record has changed since you read it',
    'Read it again; the ETag header holds its present version.',
  ],
  body_too_large: [413, 'The body is too large', 'At most 10 MB of JSON in one request.'],
  address_too_long: [414, 'The address is too long', 'At most 4,096 characters, query included.'],
  unsupported_media_type: [415, 'Unsupported content type', 'Send application/json.'],
  breaks_a_rule: [422, 'The content breaks a rule', 'Each entry of `errors` names a place and the rule.'],
  if_match_required: [428, 'If-Match is required', 'Send the ETag of the version you read.'],
  request_too_slow: [
    408,
    'The request came too slowly',
    'A request has to arrive within 14 seconds, if not configured otherwise.',
  ],
  headers_too_large: [431, 'The headers are too large', 'At most 16 KiB of request line and headers.'],
  too_many_requests: [429, 'Too many requests', 'Wait for the time given in Retry-After.'],
  internal_error: [500, 'Something went wrong on our side', 'It has been logged under the request id in `instance`.'],
  unavailable: [503, 'Temporarily unavailable', 'A part Cordon needs does not answer. Try again shortly.'],
} as const satisfies Record<string, readonly [number, string, string]>;

/** A code of the catalogue above. */
export type ProblemCode = keyof typeof problems;

/** Anything a caller can be told went wrong. Never carries SQL, a path, a stack or another person's value. */
export class Problem extends Error {
  readonly status: number;

  constructor(
    readonly code: ProblemCode,
    readonly detail: string = problems[code][2],
    readonly faults: Fault[] = [],
    readonly headers: Record<string, string> = {},
    readonly extra: Record<string, unknown> = {},
  ) {
    super(`${code}: ${detail}`);
    this.status = problems[code][0];
  }

  /** The RFC 9457 document. */
  document(instance: string): Record<string, unknown> {
    return {
      type: `/problems/${this.code}`,
      title: problems[this.code][1],
      status: this.status,
      detail: this.detail,
      instance,
      ...(this.faults.length > 0 ? { errors: this.faults } : {}),
      ...this.extra,
    };
  }
}

/** Throws one problem naming every fault: 400 when something could not be read, 422 when only rules are broken. */
export function refuseFaults(faults: Fault[]): void {
  if (faults.length === 0) return;
  const onlyRules = faults.every(f => ruleCodes.has(f.code));
  throw new Problem(onlyRules ? 'breaks_a_rule' : 'malformed_request', undefined, faults);
}

/** Fault codes of input that could be read but breaks a rule of the field. */
export const ruleCodes = new Set([
  'date_in_future',
  'date_before_1945',
  'period_reversed',
  'off_the_globe',
  'range_reversed',
  'not_in_force',
  'unknown_paragraph',
  'unknown_regime',
  'no_appointment_that_day',
  'unknown_reference',
  'denial_block_missing',
  'denial_block_out_of_place',
  'denial_is_permanent',
  'legal_basis_missing',
  'status_not_possible',
  'two_primary_serials',
  'place_missing',
  'class_mismatch',
  'not_a_committee',
  'not_a_schedule',
  'illegal_pair',
  'too_many',
  'outside_mandate',
  'mandate_has_not_lapsed',
  'succeeds_itself',
  'not_mandated',
  'not_requested',
  'beneficiary_missing',
  'score_without_day',
  'named_twice',
  'not_a_review_day',
  'previous_in_force',
  'content_missing',
  'circle',
  'filled_without_member',
  'not_filled',
  'not_closed',
  'no_recipients',
  'unknown_recipient',
  'own_body',
  'contradiction',
  'mark_lowered',
  'source_in_danger',
  'in_compartment',
  'nothing_to_release',
  'not_releasable',
  'not_in_release',
  'not_to_come',
  'consent_not_needed',
]);
