// Label and field selectors: parse their text form, match them against objects, print them.
// Models staging/src/k8s.io/apimachinery/pkg/labels/selector.go and pkg/fields.
import { NONE } from './columns/columns.ts';
import type { LabelSelector, LabelSelectorRequirement } from './label-selector.ts';

export type Labels = Readonly<Record<string, string>>;

/** One condition on labels; a selector is a list of them, all of which must hold. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values: readonly string[];
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** A spec's selector against an object's labels. Absent selects nothing, empty everything. */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  if (selector === undefined) return false;
  for (const key in selector.matchLabels) {
    if (labels?.[key] !== selector.matchLabels[key]) return false;
  }
  return selector.matchExpressions?.every((requirement) => meets(requirement, labels)) ?? true;
}

/** A service's selector: plain pairs. An absent or empty one selects nothing, because such services manage their own endpoints. */
export function matchesLabels(pairs: Labels | undefined, labels: Labels | undefined): boolean {
  let any = false;
  for (const key in pairs) {
    any = true;
    if (labels?.[key] !== pairs[key]) return false;
  }
  return any;
}

/** Requirements that `?labelSelector=` gave. */
export function matchesRequirements(requirements: readonly Requirement[], labels: Labels | undefined): boolean {
  return requirements.every((requirement) => meets(requirement, labels));
}

export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions?.length ?? 0) === 0;
}

function meets({ key, operator, values = [] }: Requirement | LabelSelectorRequirement, labels: Labels | undefined): boolean {
  const found: unknown = labels?.[key];
  // What every object of the language has by itself, such as a constructor, is no label.
  const value = typeof found === 'string' ? found : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && /^-?\d+$/.test(value) && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && /^-?\d+$/.test(value) && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/** One condition on a field: `spec.nodeName=node-1` or `status.phase!=Running`. */
export interface FieldRequirement {
  readonly field: string;
  readonly negated: boolean;
  readonly value: string;
}

/** `a=b,c!=d`; a backslash takes the meaning from the sign after it. Models fields.ParseSelector. */
export function parseFieldSelector(text: string): Parsed<readonly FieldRequirement[]> {
  const requirements: FieldRequirement[] = [];
  for (const term of termsOf(text).sort()) {
    if (term === '') continue;
    const match = /^(.*?)(!=|==|=)(.*)$/s.exec(term);
    if (match === null) return { ok: false, problem: `invalid selector: '${text}'; can't understand '${term}'` };
    const value = unescaped(match[3] ?? '');
    if (!value.ok) return value;
    requirements.push({ field: match[1] ?? '', negated: match[2] === '!=', value: value.value });
  }
  return { ok: true, value: requirements };
}

function termsOf(text: string): string[] {
  return text.match(/(?:\\[^]|[^\\,]|\\$)+/g) ?? [];
}

function unescaped(text: string): Parsed<string> {
  let value = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string;
    if (sign === '\\') {
      const next = text[++at] ?? '';
      if (next === '' || !'\\,='.includes(next))
        return { ok: false, problem: `invalid field selector: invalid escape sequence: \\${next}` };
      value += next;
    } else if (sign === '=') {
      return { ok: false, problem: `invalid field selector: unescaped character in value: ${sign.charCodeAt(0)}` };
    } else value += sign;
  }
  return { ok: true, value };
}

/** `fields` are what the kind lets be selected, metadata.name and metadata.namespace among them. */
export function matchesFields(requirements: readonly FieldRequirement[], fields: Labels): boolean {
  return requirements.every(({ field, negated, value }) => ((fields[field] ?? '') === value) !== negated);
}

/** `a=b,c in (d,e)`, sorted by key, as kubectl prints selectors; `<none>` for an empty one. Models metav1.FormatLabelSelector. */
export function printSelector(selector: LabelSelector | undefined): string {
  const printed = selectorText(selector);
  return printed === '' ? NONE : printed;
}

/** The same text, as a list request carries it. */
export function selectorText(selector: LabelSelector | undefined): string {
  const requirements: { readonly key: string; readonly text: string }[] = [];
  for (const [key, value] of Object.entries(selector?.matchLabels ?? {})) requirements.push({ key, text: `${key}=${value}` });
  for (const requirement of selector?.matchExpressions ?? [])
    requirements.push({ key: requirement.key, text: printRequirement(requirement) });
  requirements.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  return requirements.map((requirement) => requirement.text).join(',');
}

function printRequirement({ key, operator, values = [] }: LabelSelectorRequirement): string {
  switch (operator) {
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return `${key} ${operator.toLowerCase()} (${[...values].sort().join(',')})`;
  }
}
