import type { World } from '../world.js';
import { sealAll } from './sealing.js';
import type { Visit } from './visits-cells.js';

/** Visits every operation of the audit trail with success; what there is by then is sealed first. */
export async function visitAudit(visit: Visit, world: World): Promise<void> {
  const auditor = 'auditor@CORDON';
  await sealAll(world);
  for (const id of ['listAuditEvents', 'listAuditCheckpoints', 'getLatestAuditCheckpoint', 'downloadAuditBundle'])
    await visit(id, auditor);
  await visit('getAuditEvent', auditor, { id: '1' });
  await visit('proveAuditInclusion', auditor, {}, undefined, {}, '?event=1');
  await visit('proveAuditConsistency', auditor, {}, undefined, {}, '?from=1');
}
