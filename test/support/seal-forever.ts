/** A sealer in a process of its own, to be killed: seals small batches without a pause. */
import { CheckpointSigner } from '../../src/audit/note.js';
import { Sealer } from '../../src/audit/sealer.js';
import { auditKeyOf } from '../../src/config.js';

const [url = '', secret = ''] = process.argv.slice(2);
const signer = new CheckpointSigner('cordon.example/tests', auditKeyOf({ auditKey: null, secret }));
new Sealer(url, signer, { intervalMs: 1, batch: 10 }).start();
process.stdout.write('sealing\n');
