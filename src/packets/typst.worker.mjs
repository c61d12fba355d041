/**
 * Thread that turns one document into a PDF. Plain JavaScript, because a worker starts from a real file and must be
 * the same file in the sources and in the build.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';

const { template, data, fonts, createdAt } = workerData;

// Buffers arrive as plain byte arrays; the native side only takes Buffers.
const fontBlobs = fonts.map(font => Buffer.from(font.buffer, font.byteOffset, font.byteLength));
const compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs }] });

const compiled = compiler.compile({ mainFileContent: template, inputs: { packet: data } });
if (compiled.hasError()) {
  const messages = compiler.fetchDiagnostics(compiled.takeDiagnostics()).map(diagnostic => diagnostic.message);
  throw new Error(`typst: ${messages.join('; ')}`);
}
let pdf;
try {
  pdf = compiler.pdf(compiled.result, { pdfStandard: 'a-2a', creationTimestamp: createdAt });
} catch (error) {
  // The native error carries its text as `code` and no usable stack.
  throw new Error(`typst: ${error.message || error.code}`);
}
parentPort.postMessage(pdf);
// The memoised layout belongs to the process, not to this thread: without this, memory grows with each packet.
compiler.evictCache(0);
