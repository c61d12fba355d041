import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

/** One document to compile. */
export interface TypstJob {
  /** JSON text the template reads from `sys.inputs.packet`; data only, never markup. */
  data: string;
  /** TTF files. */
  fonts: Buffer[];
  /** Seconds since 1970, UTC. */
  createdAt: number;
}

let template: Promise<string> | undefined;

/**
 * Compiles the briefing template with its data to a tagged PDF/A-2a, outside the event loop.
 *
 * @param timeoutMs after which the worker is given up.
 * @throws Error if typst refuses the document, the worker dies or time runs out.
 */
export async function compileBriefing(job: TypstJob, timeoutMs: number): Promise<Buffer> {
  template ??= readFile(new URL('./briefing.typ', import.meta.url), 'utf8');
  const workerData = { template: await template, ...job };
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./typst.worker.mjs', import.meta.url), { workerData });
    const timer = setTimeout(() => {
      reject(new Error(`Packet not rendered within ${timeoutMs} ms`));
      // Not awaited: a thread inside native code only stops when that call returns.
      void worker.terminate();
    }, timeoutMs);
    worker.once('message', (pdf: Uint8Array) => resolve(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)));
    worker.once('error', reject);
    worker.once('exit', code => {
      clearTimeout(timer);
      // Does nothing if the promise is settled already.
      reject(new Error(`Packet worker ended with code ${code} and no document`));
    });
  });
}
