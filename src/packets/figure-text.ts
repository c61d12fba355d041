import type { PacketFigure } from './content.js';

/** Counts below this are neither drawn nor printed: a small cell can point at one person. Unit: records. */
export const SMALL_COUNT = 5;

/** U+202F: narrow and not breakable, so that a number never splits over two lines. */
export const THIN_SPACE = '\u202f';
const MINUS = '\u2212';

/** A number for reading: digits grouped by three with a thin space, one decimal if it is not an integer. */
export function formatNumber(value: number): string {
  const digits = Number.isInteger(value) ? Math.abs(value).toString() : Math.abs(value).toFixed(1);
  const [whole = '', decimals] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return `${value < 0 ? MINUS : ''}${grouped}${decimals === undefined ? '' : `.${decimals}`}`;
}

/**
 * The figure's value alone: "1 204", "12.5 %" (unit PERCENT, value 0 to 100), "n/a" or "<5".
 *
 * @throws Error if a percentage has no denominator or is not what its own numerator and denominator give.
 */
export function figureValue(figure: PacketFigure): string {
  if (figure.suppressed !== null) return `<${SMALL_COUNT}`;
  if (figure.value === null) return 'n/a';
  if (figure.unit !== 'PERCENT') return formatNumber(figure.value);
  return `${percent(figure, figure.value)}${THIN_SPACE}%`;
}

/**
 * The figure as prose shows it: its value, and what a reader needs to weigh it, "12.5 % (5/40)", "n/a (0/0)",
 * "<5 (reason)".
 *
 * @throws Error as `figureValue` does.
 */
export function figureText(figure: PacketFigure): string {
  const value = figureValue(figure);
  if (figure.suppressed !== null) return `${value} (${figure.suppressed})`;
  if (figure.denominator !== null && (figure.value === null || figure.unit === 'PERCENT')) {
    return `${value} (${formatNumber(figure.numerator)}/${formatNumber(figure.denominator)})`;
  }
  return value;
}

function percent(figure: PacketFigure, value: number): string {
  if (figure.denominator === null) throw new Error(`Figure ${figure.id}: a percentage needs a denominator`);
  // A tenth of a point leaves room for a value rounded upstream, not for a fraction (0.125) passed as a percentage.
  if (!(Math.abs(value - (100 * figure.numerator) / figure.denominator) <= 0.1)) {
    throw new Error(
      `Figure ${figure.id}: ${value} % contradicts its own fraction ${figure.numerator}/${figure.denominator}`,
    );
  }
  const rounded = formatNumber(Number(value.toFixed(1)));
  return rounded.includes('.') ? rounded : `${rounded}.0`;
}
