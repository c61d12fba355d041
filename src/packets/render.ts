import { createHash } from 'node:crypto';
import { canonicalJson } from '../database/canonical-json.js';
import type { PacketContent } from './content.js';
import { packetFonts } from './fonts.js';
import { packetPages } from './pages.js';
import { compileBriefing } from './typst.js';

export { canonicalJson };

const TIMEOUT_MS = 60_000;

/** A packet in both its forms, with the SHA-256 (lower-case hex) of each. */
export interface RenderedPacket {
  /** Canonical JSON of the content, figure tokens in place. */
  json: Buffer;
  /** Tagged PDF/A-2a, A4. */
  pdf: Buffer;
  jsonSha256: string;
  pdfSha256: string;
}

/**
 * Renders a briefing packet. A pure function: the same content gives the same bytes, in any process and at any time.
 *
 * @throws Error if the content contradicts itself (unknown token, ragged or oversized table, impossible percentage),
 *   if typst refuses it, or after one minute.
 */
export async function renderPacket(content: PacketContent): Promise<RenderedPacket> {
  const createdAt = Math.floor(Date.parse(content.takenAt) / 1000);
  if (Number.isNaN(createdAt)) throw new RangeError(`Not an instant: ${content.takenAt}`);
  const json = Buffer.from(canonicalJson(content));
  const jsonSha256 = sha256(json);
  const { files, coverage } = await packetFonts();
  const pages = packetPages(content, jsonSha256, coverage);
  const pdf = await compileBriefing({ data: JSON.stringify(pages), fonts: files, createdAt }, TIMEOUT_MS);
  return { json, pdf, jsonSha256, pdfSha256: sha256(pdf) };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
