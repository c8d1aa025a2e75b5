// Instants as Go reads them from JSON and writes them again: in UTC, and no finer than the type of the field.
// Models time.Parse with the layouts of metav1.Time and metav1.MicroTime, words included.

export type GoTimeType = 'Time' | 'MicroTime';

/** The instant as the server prints it, or what Go says of a text that is none. */
export type GoTime = { readonly text: string } | { readonly problem: string };

const LAYOUTS = { Time: '2006-01-02T15:04:05Z07:00', MicroTime: '2006-01-02T15:04:05.000000Z07:00' };
const ELEMENTS: Readonly<Record<GoTimeType, readonly string[]>> = {
  Time: ['2006', '-', '01', '-', '02', 'T', '15', ':', '04', ':', '05', 'Z07:00'],
  MicroTime: ['2006', '-', '01', '-', '02', 'T', '15', ':', '04', ':', '05', '.000000', 'Z07:00'],
};

/** What takes an element's place in a text; anything else stands for itself. Behind seconds Go takes a fraction that is not asked for. */
const FORMS: Readonly<Record<string, RegExp>> = {
  '2006': /^\d{4}/,
  '01': /^\d\d/,
  '02': /^\d\d/,
  '15': /^\d\d?/,
  '04': /^\d\d/,
  '05': /^\d\d/,
  '.000000': /^[.,]\d{6}/,
  'Z07:00': /^(?:Z|[-+]\d\d:\d\d)/,
};
const FRACTION = /^[.,]\d+/;
/** By element: the largest number, and what Go calls what is larger. */
const LIMITS: Readonly<Record<string, readonly [largest: number, name: string]>> = {
  '15': [23, 'hour'],
  '04': [59, 'minute'],
  '05': [59, 'second'],
};
const LENGTHS = { Time: 20, MicroTime: 27 };
/** What nearly every text is like: it stays as it is. */
const PRINTED = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{6})?Z$/;

export function readGoTime(text: string, type: GoTimeType): GoTime {
  return text.length === LENGTHS[type] && PRINTED.test(text) ? { text } : parse(text, type);
}

function parse(text: string, type: GoTimeType): GoTime {
  const parts: Record<string, string> = {};
  let rest = text;
  for (const element of ELEMENTS[type]) {
    const found = FORMS[element]?.exec(rest)?.[0] ?? (FORMS[element] === undefined && rest.startsWith(element) ? element : undefined);
    if (found === undefined) {
      const layout = LAYOUTS[type];
      return { problem: `parsing time ${quoted(text)} as "${layout}": cannot parse ${quoted(rest)} as ${quoted(element)}` };
    }
    parts[element] = found;
    rest = rest.slice(found.length);
    const wrong = outOfRange(element, found);
    if (wrong !== undefined) return { problem: `parsing time ${quoted(text)}: ${wrong} out of range` };
    if (element === '05' && type === 'Time') rest = rest.replace(FRACTION, '');
  }
  if (rest !== '') return { problem: `parsing time ${quoted(text)}: extra text: ${quoted(rest)}` };
  const date = dateOf(parts);
  if (date === undefined) return { problem: `parsing time ${quoted(text)}: day out of range` };
  const fraction = type === 'MicroTime' ? `.${(parts['.000000'] ?? '').slice(1)}` : '';
  return { text: `${date.toISOString().slice(0, 19)}${fraction}Z` };
}

function outOfRange(element: string, found: string): string | undefined {
  if (element === '01') return Number(found) < 1 || Number(found) > 12 ? 'month' : undefined;
  if (element === 'Z07:00' && found !== 'Z') {
    // Some write offsets of a whole day or hour.
    if (Number(found.slice(1, 3)) > 24) return 'time zone offset hour';
    return Number(found.slice(4)) > 60 ? 'time zone offset minute' : undefined;
  }
  const [largest, name] = LIMITS[element] ?? [Infinity, undefined];
  return Number(found) > largest ? name : undefined;
}

/** Undefined for a day that its month does not have. */
function dateOf(parts: Readonly<Record<string, string>>): Date | undefined {
  const [year, month, day, hour, minute, second] = ['2006', '01', '02', '15', '04', '05'].map((element) => Number(parts[element]));
  const date = new Date(0);
  date.setUTCFullYear(year ?? 0, (month ?? 1) - 1, day);
  if (date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hour ?? 0, minute, second);
  const zone = parts['Z07:00'] ?? 'Z';
  const offset = zone === 'Z' ? 0 : (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))) * (zone.startsWith('-') ? -1 : 1);
  return new Date(date.getTime() - offset * 60_000);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
