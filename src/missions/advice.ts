import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../config.js';

/** One thing an arrangement may lack, as the data states it. */
export interface AdviceText {
  code: string;
  /** ADVICE, CONSIDER, CAUTION or GOOD_PRACTICE: as strong as the paragraph says it. */
  level: string;
  /** Paragraphs of S/2017/1025: A2/10 is annex II paragraph 10, A1/R12 the twelfth recommendation of annex I. */
  paragraphs: string[];
  text: string;
  satisfiedBy: string;
}

interface AdviceData {
  version: string;
  source: string;
  dedicatedKinds: string[];
  smallStaff: number;
  reviewWithinDays: number;
  advice: AdviceText[];
}

/** The texts and numbers of the review, `seeds/reference/arrangement-advice.json`: the one place to correct them. */
export const adviceData = JSON.parse(
  readFileSync(join(projectRoot, 'seeds/reference/arrangement-advice.json'), 'utf8'),
) as AdviceData;

/** @throws Error for a code without a text (a fault of ours). */
export function adviceText(code: string): AdviceText {
  const text = adviceData.advice.find(advice => advice.code === code);
  if (!text) throw new Error(`no text for the advice ${code}`);
  return text;
}
