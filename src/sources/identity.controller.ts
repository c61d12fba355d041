import { Controller, Get, Param, Query } from '@nestjs/common';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database, type Tx } from '../database/database.js';
import { isUuid } from '../http/fields.js';
import { Operation } from '../http/operation.js';
import { Problem } from '../http/problems.js';
import { readRecord } from '../http/record.js';
import { pathId } from '../http/validate.js';
import { VaultDoor } from '../vault/vault-door.js';
import { emergencySchema, identitySchema } from './opening.dto.js';
import { OpeningsService } from './openings.service.js';
import { sourceShape } from './source.dto.js';

const query = {
  opening: { schema: { type: 'string', format: 'uuid' }, doc: 'The opening that allows it.' },
};
const problems = ['opening_not_in_force', 'source_is_erased', 'no_emergency_contact', 'unavailable'] as const;

/** The two addresses at which anything leaves the vault. */
@Controller('sources/:id')
export class IdentityController {
  constructor(
    private readonly db: Database,
    private readonly door: VaultDoor,
    private readonly openings: OpeningsService,
    private readonly reads: ReadLog,
  ) {}

  @Get('identity')
  @Operation({
    id: 'getSourceIdentity',
    stepUp: 'with_factor',
    summary: 'Who a source is, under an opening that another person approved',
    permission: 'source.open',
    params: { id: 'Id of the source.' },
    query,
    answers: { 200: identitySchema },
    problems: problems.filter(code => code !== 'no_emergency_contact'),
  })
  identity(@Caller() actor: Actor, @Param('id') id: string, @Query() asked: Record<string, unknown>): Promise<string> {
    return this.open(actor, id, asked, 'IDENTITY', ['name', 'contacts', 'notes', 'links'], tx =>
      this.openings.identity(tx, id),
    );
  }

  @Get('emergency')
  @Operation({
    id: 'getSourceEmergency',
    stepUp: 'with_factor',
    summary: 'How to warn a source, under an opening made in an emergency; never who it is',
    permission: 'source.open',
    params: { id: 'Id of the source.' },
    query,
    answers: { 200: emergencySchema },
    problems: [...problems],
  })
  emergency(@Caller() actor: Actor, @Param('id') id: string, @Query() asked: Record<string, unknown>): Promise<string> {
    return this.open(actor, id, asked, 'BREAK_GLASS', ['emergency'], tx => this.openings.emergency(tx, id));
  }

  /**
   * The order is the promise: the opening is in force, the leaf is in the trail, and only then is anything unsealed. A
   * process that dies in between has left a leaf and shown nothing.
   */
  private async open(
    actor: Actor,
    rawId: string,
    asked: Record<string, unknown>,
    kind: 'IDENTITY' | 'BREAK_GLASS',
    fields: string[],
    unsealed: (tx: Tx) => Promise<object>,
  ): Promise<string> {
    const operation = kind === 'IDENTITY' ? 'getSourceIdentity' : 'getSourceEmergency';
    if (Object.keys(asked).some(name => name !== 'opening')) throw new Problem('unknown_parameter');
    const id = pathId(rawId);
    await readRecord(this.db, actor, sourceShape, 'sources', id);
    const opening = String(asked.opening ?? '');
    return this.door.as(
      actor,
      async tx => {
        const { purposeCode, openingId, pseudonym, expiresAt } = await this.openingOf(tx, id, opening, kind, operation);
        await this.written({ ...actor, purpose: purposeCode }, operation, [id, openingId], fields);
        return JSON.stringify({ openingId, expiresAt, pseudonym, ...(await unsealed(tx)) });
      },
      { readOnly: true },
    );
  }

  private async openingOf(tx: Tx, id: string, opening: string, kind: 'IDENTITY' | 'BREAK_GLASS', operation: string) {
    try {
      if (!isUuid(opening)) throw new Problem('opening_not_in_force');
      return await this.openings.inForce(tx, id, opening, kind);
    } catch (error) {
      if (error instanceof Problem) this.reads.note(tx.actor, 'REFUSED', operation, [id], []);
      throw error;
    }
  }

  private async written(actor: Actor, operation: string, ids: string[], fields: string[]): Promise<void> {
    try {
      await this.reads.write(actor, 'READ', operation, ids, fields);
    } catch {
      throw new Problem('unavailable', 'The trail cannot be written, so nothing is opened.', [], {
        'retry-after': '30',
      });
    }
  }
}
