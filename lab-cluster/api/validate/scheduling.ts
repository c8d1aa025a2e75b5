// Rules for where a pod may run: tolerations, affinity and spreading.
// Models pkg/apis/core/validation ValidateTolerations, validateAffinity and validateTopologySpreadConstraints.
import type { Affinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, PodAffinity, PodAffinityTerm } from '../pods/affinity.ts';
import { duplicate, forbidden, invalid, notSupported, required } from '../field-errors.ts';
import type { LabelSelector } from '../label-selector.ts';
import { dns1123Label, dns1123Subdomain, labelValue, qualifiedName } from '../names.ts';
import type { Toleration, TopologySpreadConstraint } from '../pods/pod-spec.ts';
import { type Errors, follow, validateSelector } from './primitives.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const UNSATISFIABLE = ['DoNotSchedule', 'ScheduleAnyway'];
const INCLUSION = ['Honor', 'Ignore'];

export function validateTolerations(errors: Errors, at: string, tolerations: readonly Toleration[]): void {
  for (let index = 0; index < tolerations.length; index++) {
    const toleration = tolerations[index] as Toleration;
    const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration;
    const here = `${at}[${index}]`;
    if (key !== '') follow(errors, `${here}.key`, key, qualifiedName);
    else if (operator !== 'Exists') {
      const rule = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalid(`${here}.operator`, operator, rule));
    }
    if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
      errors.push(invalid(`${here}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    if (operator === 'Equal' || operator === '') {
      const problems = labelValue(value);
      if (problems.length > 0) errors.push(invalid(`${here}.operator`, value, problems.join(';')));
    } else if (operator === 'Exists') {
      if (value !== '') errors.push(invalid(`${here}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else errors.push(notSupported(`${here}.operator`, operator, ['Equal', 'Exists']));
    if (effect !== '' && !EFFECTS.includes(effect)) errors.push(notSupported(`${here}.effect`, effect, EFFECTS));
  }
}

export function validateAffinity(errors: Errors, at: string, { nodeAffinity, podAffinity, podAntiAffinity }: Affinity): void {
  if (nodeAffinity !== undefined) {
    const here = `${at}.nodeAffinity`;
    const must = nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    if (must !== undefined) validateNodeSelector(errors, `${here}.requiredDuringSchedulingIgnoredDuringExecution`, must);
    for (const [index, { weight, preference }] of (nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
      const term = `${here}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      validateWeight(errors, `${term}.weight`, weight);
      // Upstream leaves label values of mere preferences alone.
      validateNodeTerm(errors, `${term}.preference`, preference, () => []);
    }
  }
  if (podAffinity !== undefined) validatePodAffinity(errors, `${at}.podAffinity`, podAffinity);
  if (podAntiAffinity !== undefined) validatePodAffinity(errors, `${at}.podAntiAffinity`, podAntiAffinity);
}

export function validateNodeSelector(errors: Errors, at: string, { nodeSelectorTerms: terms = [] }: NodeSelector): void {
  const here = `${at}.nodeSelectorTerms`;
  if (terms.length === 0) errors.push(required(here, 'must have at least one node selector term'));
  for (const [index, term] of terms.entries()) validateNodeTerm(errors, `${here}[${index}]`, term, labelValue);
}

type ValueRule = (value: string) => readonly string[];

function validateNodeTerm(errors: Errors, at: string, term: NodeSelectorTerm, valueRule: ValueRule): void {
  for (const [index, requirement] of (term?.matchExpressions ?? []).entries()) {
    validateNodeRequirement(errors, `${at}.matchExpressions[${index}]`, requirement, valueRule);
  }
  for (const [index, { key, operator, values = [] }] of (term?.matchFields ?? []).entries()) {
    const here = `${at}.matchFields[${index}]`;
    if (operator !== 'In' && operator !== 'NotIn') errors.push(invalid(`${here}.operator`, operator, 'not a valid selector operator'));
    else if (values.length !== 1) {
      errors.push(required(`${here}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
    }
    if (key !== 'metadata.name') errors.push(invalid(`${here}.key`, key ?? '', 'not a valid field selector key'));
    else for (const [place, value] of values.entries()) follow(errors, `${here}.values[${place}]`, value, dns1123Subdomain);
  }
}

function validateNodeRequirement(
  errors: Errors,
  at: string,
  { key = '', operator, values = [] }: NodeSelectorRequirement,
  valueRule: ValueRule,
): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) errors.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) errors.push(required(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      break;
    default:
      errors.push(invalid(`${at}.operator`, operator ?? '', 'not a valid selector operator'));
  }
  follow(errors, `${at}.key`, key, qualifiedName);
  for (const [index, value] of values.entries()) follow(errors, `${at}.values[${index}]`, value, valueRule);
}

function validateWeight(errors: Errors, at: string, weight: number | undefined): void {
  if (weight === undefined || weight <= 0 || weight > 100) errors.push(invalid(at, weight ?? 0, 'must be in the range 1-100'));
}

function validatePodAffinity(errors: Errors, at: string, affinity: PodAffinity): void {
  for (const [index, term] of (affinity.requiredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
    validatePodTerm(errors, `${at}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`, term);
  }
  for (const [index, { weight, podAffinityTerm = { topologyKey: '' } }] of (
    affinity.preferredDuringSchedulingIgnoredDuringExecution ?? []
  ).entries()) {
    const here = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
    validateWeight(errors, `${here}.weight`, weight);
    validatePodTerm(errors, `${here}.podAffinityTerm`, podAffinityTerm);
  }
}

function validatePodTerm(errors: Errors, at: string, term: PodAffinityTerm): void {
  validateSelector(errors, `${at}.labelSelector`, term.labelSelector);
  validateSelector(errors, `${at}.namespaceSelector`, term.namespaceSelector);
  for (const namespace of term.namespaces ?? []) follow(errors, `${at}.namespace`, namespace, dns1123Label);
  validateLabelKeys(errors, at, term.matchLabelKeys, term.mismatchLabelKeys, term.labelSelector);
  const { topologyKey = '' } = term;
  if (topologyKey === '') errors.push(required(`${at}.topologyKey`, 'can not be empty'));
  follow(errors, `${at}.topologyKey`, topologyKey, qualifiedName);
}

/** Labels of the pod itself that narrow a selector. Models validateMatchLabelKeysAndMismatchLabelKeys. */
function validateLabelKeys(
  errors: Errors,
  at: string,
  match: readonly string[] = [],
  mismatch: readonly string[] = [],
  selector: LabelSelector | undefined,
): void {
  for (const [field, keys] of [
    ['matchLabelKeys', match],
    ['mismatchLabelKeys', mismatch],
  ] as const) {
    if (keys.length === 0) continue;
    if (selector === undefined) errors.push(forbidden(`${at}.${field}`, 'must not be specified when labelSelector is not set'));
    else for (const [index, key] of keys.entries()) follow(errors, `${at}.${field}[${index}]`, key, qualifiedName);
  }
  // The server has written the keys into the selector by now: once is right, twice was somebody else.
  const seen = new Set(Object.keys(selector?.matchLabels ?? {}));
  const places = new Map(match.map((key, index) => [key, index]));
  for (const { key } of selector?.matchExpressions ?? []) {
    const index = places.get(key);
    if (index !== undefined && seen.has(key))
      errors.push(invalid(`${at}[${index}]`, key, 'exists in both matchLabelKeys and labelSelector'));
    seen.add(key);
  }
  const mismatched = new Set(mismatch);
  for (const [index, key] of match.entries())
    if (mismatched.has(key))
      errors.push(invalid(`${at}.matchLabelKeys[${index}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
}

export function validateSpread(errors: Errors, at: string, constraints: readonly TopologySpreadConstraint[]): void {
  // The last of several alike is the one that is let be.
  const last = new Map(constraints.map((constraint, index) => [pairOf(constraint), index]));
  for (const [index, constraint] of constraints.entries()) {
    const here = `${at}[${index}]`;
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '', minDomains } = constraint;
    if (maxSkew <= 0) errors.push(invalid(`${here}.maxSkew`, maxSkew, 'must be greater than zero'));
    if (topologyKey === '') errors.push(required(`${here}.topologyKey`, 'can not be empty'));
    if (!UNSATISFIABLE.includes(whenUnsatisfiable))
      errors.push(notSupported(`${here}.whenUnsatisfiable`, whenUnsatisfiable, UNSATISFIABLE));
    const pair = pairOf(constraint);
    if (last.get(pair) !== index) errors.push(duplicate(`${here}.{topologyKey, whenUnsatisfiable}`, pair));
    if (minDomains !== undefined) {
      if (minDomains <= 0) errors.push(invalid(`${here}.minDomains`, minDomains, 'must be greater than zero'));
      const rule = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
      if (whenUnsatisfiable !== 'DoNotSchedule') errors.push(invalid(`${here}.minDomains`, minDomains, rule));
    }
    for (const field of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[field];
      if (policy !== undefined && !INCLUSION.includes(policy)) errors.push(notSupported(`${here}.${field}`, policy, INCLUSION));
    }
    validateLabelKeys(errors, here, constraint.matchLabelKeys, [], constraint.labelSelector);
    validateSelector(errors, `${here}.labelSelector`, constraint.labelSelector);
  }
}

function pairOf({ topologyKey, whenUnsatisfiable }: Partial<TopologySpreadConstraint>): string {
  return `{${topologyKey ?? ''}, ${whenUnsatisfiable ?? ''}}`;
}
