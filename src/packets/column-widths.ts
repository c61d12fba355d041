import { wordWidth } from './fonts.js';

/** White space left and right of a cell's text, in average characters. */
export const CELL_PADDING = 2;
const NARROWEST_TEXT = 3;
const WIDEST_WORD = 18;
const WIDEST_COLUMN = 60;

/**
 * Widths of a table's columns: first room for the longest word of each, then the rest of the line to the columns of
 * long texts. All in average characters.
 *
 * @param columns the texts of each column, its title among them.
 * @param width of the whole table; the result adds up to it.
 */
export function columnWidths(columns: string[][], width: number): number[] {
  const needs = columns.map(cells => {
    const longest = Math.max(...cells.flatMap(cell => cell.split(/\s/).map(wordWidth)));
    return CELL_PADDING + Math.min(Math.max(longest, NARROWEST_TEXT), WIDEST_WORD);
  });
  const needed = sum(needs);
  if (needed >= width) return needs.map(need => (need * width) / needed);
  const wishes = columns.map((cells, index) => {
    const mean = sum(cells.map(cell => cell.length)) / cells.length;
    return 1 + Math.max(0, CELL_PADDING + Math.min(mean, WIDEST_COLUMN) - (needs[index] ?? 0));
  });
  return needs.map((need, index) => need + ((width - needed) * (wishes[index] ?? 0)) / sum(wishes));
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
