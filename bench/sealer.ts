/** The sealer as production runs it, in a process of its own; prints a line when it has begun. */
import { CheckpointSigner } from '../src/audit/note.js';
import { Sealer } from '../src/audit/sealer.js';
import { auditKeyOf } from '../src/config.js';
import { benchSecret } from './data.js';

const key = auditKeyOf({ auditKey: null, secret: benchSecret });
new Sealer(process.argv[2] ?? '', new CheckpointSigner('cordon.example/bench', key)).start();
process.stdout.write('0\n');
