// Labels of nodes that were renamed: the old names are still written, and the server says what to write instead.
// Models pkg/api/node/util.go.
import type { NodeSelectorTerm } from './pods/affinity.ts';
import { goQuote } from './field-errors.ts';
import type { LabelSelector, LabelSelectorRequirement } from './label-selector.ts';

export const RENAMED_NODE_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};

/** The first two went some releases before the others. */
const RENAMED_FIRST: ReadonlySet<string> = new Set(['beta.kubernetes.io/arch', 'beta.kubernetes.io/os']);

/** What to write instead; nothing of a name that is right. */
export function renamedLabel(key: string): string | undefined {
  const instead = RENAMED_NODE_LABELS[key];
  if (instead === undefined) return undefined;
  return `deprecated since ${RENAMED_FIRST.has(key) ? 'v1.14' : 'v1.17'}; use ${goQuote(instead)} instead`;
}

export function warningsOfTerm(at: string, { matchExpressions }: NodeSelectorTerm): readonly string[] {
  return warningsOfRequirements(at, matchExpressions);
}

/** A selector of nodes in the form that elsewhere selects pods. */
export function warningsOfNodeSelector(at: string, { matchExpressions, matchLabels = {} }: LabelSelector): readonly string[] {
  const warnings = [...warningsOfRequirements(at, matchExpressions)];
  for (const key of Object.keys(matchLabels)) {
    const message = renamedLabel(key);
    if (message !== undefined) warnings.push(`${at}.matchLabels.${key}: ${message}`);
  }
  return warnings;
}

function warningsOfRequirements(at: string, requirements: readonly Pick<LabelSelectorRequirement, 'key'>[] = []): readonly string[] {
  return requirements.flatMap(({ key }, index) => {
    const message = renamedLabel(key);
    return message === undefined ? [] : [`${at}.matchExpressions[${index}].key: ${key} is ${message}`];
  });
}
