/**
 * The life cycle of an inspection (domain rule 3.2) as data: from each status, where it may go. DENIED leads on to the
 * report, never to CANCELLED: a denial stays countable.
 */
export const inspectionMoves: Record<string, readonly string[]> = {
  PLANNED: ['APPROVED', 'CANCELLED'],
  APPROVED: ['NOTIFIED', 'UNANNOUNCED', 'CANCELLED'],
  NOTIFIED: ['EN_ROUTE', 'CANCELLED'],
  UNANNOUNCED: ['EN_ROUTE', 'CANCELLED'],
  EN_ROUTE: ['AT_SITE', 'DENIED', 'ABORTED', 'CANCELLED'],
  AT_SITE: ['IN_PROGRESS', 'PARTIAL', 'DENIED', 'ABORTED'],
  IN_PROGRESS: ['COMPLETED', 'PARTIAL', 'DENIED', 'ABORTED'],
  COMPLETED: ['DRAFT_REPORT'],
  PARTIAL: ['DRAFT_REPORT'],
  DENIED: ['DRAFT_REPORT'],
  ABORTED: ['DRAFT_REPORT'],
  DRAFT_REPORT: ['QA'],
  QA: ['CLOSED', 'DRAFT_REPORT'],
  CLOSED: ['REOPENED'],
  REOPENED: ['DRAFT_REPORT'],
  CANCELLED: [],
};

/** Statuses a new record may begin with: planned, or already over when it is written down afterwards. */
export const firstStatuses = [
  'PLANNED',
  'COMPLETED',
  'PARTIAL',
  'DENIED',
  'ABORTED',
  'DRAFT_REPORT',
  'CLOSED',
] as const;

/** The one move of a draft: from then on it is the body's record, at the status it has. */
export const submitted = 'SUBMITTED';

/** Where an inspection may go now: a draft is submitted before it moves along its life cycle. */
export const movesOf = ({ status, draftBy }: { status: string; draftBy: string | null }): readonly string[] =>
  draftBy ? [submitted] : (inspectionMoves[status] ?? []);

/** Moves that need a reason. */
export const movesWithReason = new Set(['CANCELLED', 'ABORTED', 'REOPENED']);
