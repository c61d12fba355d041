import rrule from 'rrule';

/**
 * What a rule may say, by its frequency (RFC 5545). Periods are whole days in UTC, so nothing finer than a day; and
 * only parts that the library finishes with quickly when they never match.
 */
const partsOf: Record<string, readonly string[]> = {
  DAILY: [],
  WEEKLY: ['BYDAY', 'WKST'],
  MONTHLY: ['BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'WKST'],
  YEARLY: ['BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'BYYEARDAY', 'BYWEEKNO', 'WKST'],
};

const integer = (min: number, max: number) => (value: string) =>
  /^[+-]?\d{1,4}$/.test(value) && Math.abs(Number(value)) >= min && Math.abs(Number(value)) <= max;

const readable: Record<string, (value: string) => boolean> = {
  INTERVAL: value => /^\d+$/.test(value) && integer(1, 366)(value),
  COUNT: value => /^\d+$/.test(value) && integer(1, 9999)(value),
  UNTIL: value => /^\d{8}(T\d{6}Z)?$/.test(value),
  WKST: value => /^(MO|TU|WE|TH|FR|SA|SU)$/.test(value),
  BYDAY: value => /^([+-]?([1-9]|[1-4]\d|5[0-3]))?(MO|TU|WE|TH|FR|SA|SU)$/.test(value),
  BYMONTHDAY: integer(1, 31),
  BYMONTH: value => /^\d+$/.test(value) && integer(1, 12)(value),
  BYSETPOS: integer(1, 366),
  BYYEARDAY: integer(1, 366),
  BYWEEKNO: integer(1, 53),
};

/** What is wrong with a rule, in words for its writer, or null. */
export function ruleFault(rule: string): string | null {
  const parts = rule.split(';').map(part => part.split('='));
  const names = parts.map(([name]) => name ?? '');
  const frequency = parts.find(([name]) => name === 'FREQ')?.[1] ?? '';
  const allowed = partsOf[frequency];
  if (!allowed) return `FREQ is one of ${Object.keys(partsOf).join(', ')}; nothing fires more often than daily.`;
  if (new Set(names).size !== names.length) return 'A part is given twice.';
  if (names.includes('COUNT') && names.includes('UNTIL')) return 'COUNT and UNTIL exclude each other.';
  for (const [name = '', values = '', ...more] of parts) {
    if (name === 'FREQ') continue;
    if (more.length > 0 || !['INTERVAL', 'COUNT', 'UNTIL', ...allowed].includes(name))
      return `With FREQ=${frequency} there may be INTERVAL, COUNT, UNTIL${allowed.map(part => `, ${part}`).join('')}.`;
    const list = name.startsWith('BY') ? values.split(',') : [values];
    if (!list.every(value => readable[name]?.(value))) return `${name} cannot be read.`;
  }
  return null;
}

/**
 * The first date of the rule after `after`, at midnight UTC, or null when there is none. `startsOn` is where the rule
 * begins to count.
 */
export function nextOccurrence(rule: string, startsOn: string, after: Date): Date | null {
  const options = rrule.RRule.parseString(rule);
  return new rrule.RRule({ ...options, dtstart: new Date(`${startsOn}T00:00:00Z`) }).after(after);
}
