// What a plain scalar of YAML 1.1 stands for: nothing, a truth value, a number or just its text. Models goyaml.v2/resolve.go, where
// dates stay texts and numbers have no colons.

const NAMED: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((text) => [text, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((text) => [text, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((text) => [text, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((text) => [text, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((text) => [text, Number.NEGATIVE_INFINITY] as const),
]);
const LONGEST_NAME = 5;
const DATE = /^\d{4}-\d\d?-\d\d?(?:[Tt]\d\d?:\d\d?:\d\d?(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)|\s\d\d?:\d\d?:\d\d?(?:\.\d+)?)?$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const WHOLE = /^[-+]?(?:0|[1-9][0-9]*)$/;
/** Whole numbers in other bases; a leading 0 is octal. */
const BASED = /^([-+]?)0(?:([xX])([0-9a-fA-F]+)|([bB])([01]+)|[oO]?([0-7]+))$/;

export function resolvePlain(text: string): unknown {
  if (text.length <= LONGEST_NAME) {
    const named = NAMED.get(text);
    if (named !== undefined) return named;
  }
  const first = text.charCodeAt(0);
  const isDigit = first >= 48 && first <= 57;
  if (!isDigit && first !== 43 && first !== 45 && first !== 46) return text;
  if (first === 46) return FLOAT.test(text) ? Number(text) : text;
  return numberOf(text) ?? text;
}

function numberOf(text: string): number | undefined {
  if (DATE.test(text)) return undefined;
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  if (WHOLE.test(plain)) return Number(plain) + 0;
  const based = BASED.exec(plain);
  if (based !== null) {
    const [, sign, , hex, , binary, octal] = based;
    const digits = hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : `0o${octal}`;
    return sign === '-' ? -Number(digits) : Number(digits);
  }
  return FLOAT.test(plain) ? Number(plain) : undefined;
}

const LONG = 'tag:yaml.org,2002:';
const RESOLVED = new Set(['str', 'bool', 'int', 'float', 'null'].map((name) => LONG + name));

export type Tagged = { readonly value: unknown } | { readonly problem: string };

/** A scalar whose type is said. What Kubernetes has never heard of is a text. */
export function resolveTagged(tag: string, text: string): Tagged {
  if (!RESOLVED.has(tag) || tag === `${LONG}str`) return { value: text };
  const value = resolvePlain(text);
  const found = typeName(value);
  const wanted = tag.slice(LONG.length);
  if (found === wanted || (wanted === 'float' && found === 'int')) return { value };
  return { problem: `cannot decode !!${found} \`${text}\` as a !!${wanted}` };
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return typeof value === 'boolean' ? 'bool' : 'str';
}
