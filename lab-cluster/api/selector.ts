// Label and field selectors: parse their text form, match them against objects, print them.
// Models staging/src/k8s.io/apimachinery/pkg/labels/selector.go and pkg/fields.
import { NONE } from './columns.ts';
import type { LabelSelector, LabelSelectorRequirement } from './label-selector.ts';
import { labelValue, qualifiedName } from './names.ts';

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
  const value = labels?.[key];
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

/** `app=web,tier in (a, b),!old`; models labels.Parse. */
export function parseLabelSelector(text: string): Parsed<readonly Requirement[]> {
  const requirements: Requirement[] = [];
  for (const part of splitOutsideParentheses(text)) {
    const trimmed = part.trim();
    if (trimmed === '') {
      if (text.trim() === '') continue;
      return { ok: false, problem: "found '', expected: identifier after ','" };
    }
    const requirement = parseRequirement(trimmed);
    if (typeof requirement === 'string') return { ok: false, problem: requirement };
    const bad = checkRequirement(requirement);
    if (bad !== undefined) return { ok: false, problem: bad };
    requirements.push(requirement);
  }
  return { ok: true, value: requirements };
}

function parseRequirement(text: string): Requirement | string {
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(text);
  if (set !== null) {
    const values = (set[3] ?? '').split(',').map((value) => value.trim());
    return { key: set[1] ?? '', operator: set[2] === 'in' ? 'In' : 'NotIn', values };
  }
  const pair = /^([^=!<>\s]+)\s*(==|=|!=|>|<)\s*([^=!<>\s]*)$/.exec(text);
  if (pair !== null) {
    const operators = { '=': 'In', '==': 'In', '!=': 'NotIn', '>': 'Gt', '<': 'Lt' } as const;
    return { key: pair[1] ?? '', operator: operators[pair[2] as keyof typeof operators], values: [pair[3] ?? ''] };
  }
  if (/^![^=!<>\s()]+$/.test(text)) return { key: text.slice(1).trim(), operator: 'DoesNotExist', values: [] };
  if (/^[^=!<>\s()]+$/.test(text)) return { key: text, operator: 'Exists', values: [] };
  return `unable to parse requirement: ${unparsable(text)}`;
}

function unparsable(text: string): string {
  const words = /^(\S+)\s+(\S+)/.exec(text);
  const found = words?.[2] ?? text;
  return `found '${found}', expected: in, notin, =, ==, !=, gt, lt`;
}

function checkRequirement({ key, values, operator }: Requirement): string | undefined {
  const [badKey] = qualifiedName(key);
  if (badKey !== undefined) return `key: Invalid value: ${JSON.stringify(key)}: ${badKey}`;
  if (operator === 'Gt' || operator === 'Lt') {
    if (!/^-?\d+$/.test(values[0] ?? ''))
      return `values[0][${key}]: Invalid value: ${JSON.stringify(values[0])}: for 'Gt', 'Lt' operators, the value must be an integer`;
    return undefined;
  }
  for (const [index, value] of values.entries()) {
    const [badValue] = labelValue(value);
    if (badValue !== undefined) return `values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${badValue}`;
  }
  return undefined;
}

function splitOutsideParentheses(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === '(') depth++;
    else if (sign === ')') depth--;
    else if (sign === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
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
  for (const term of text.split(/(?<!\\),/)) {
    if (term === '') continue;
    const match = /^(.*?)(!=|==|=)(.*)$/.exec(term);
    if (match === null) return { ok: false, problem: `invalid selector: '${text}'; can't understand '${term}'` };
    const value = (match[3] ?? '').replace(/\\([\\,=])/g, '$1');
    requirements.push({ field: match[1] ?? '', negated: match[2] === '!=', value });
  }
  return { ok: true, value: requirements };
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
