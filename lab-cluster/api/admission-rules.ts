// Which requests a webhook or a policy is about: the parts that their kinds share. Models admissionregistration/v1.
import type { LabelSelector } from './label-selector.ts';

export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly operations?: readonly string[];
  readonly resources?: readonly string[];
  readonly scope?: string;
  readonly resourceNames?: readonly string[];
}

export interface MatchResources {
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly resourceRules?: readonly Rule[];
  readonly excludeResourceRules?: readonly Rule[];
  readonly matchPolicy?: string;
}

export interface MatchCondition {
  readonly name: string;
  readonly expression: string;
}

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

export function completeRules(rules: readonly Rule[] | undefined): void {
  for (const rule of rules ?? []) (rule as Draft<Rule>).scope ??= '*';
}

/** Everything matches that is not narrowed down. Models SetDefaults_MatchResources. */
export function completeMatch(match: MatchResources): void {
  const draft = match as Draft<MatchResources>;
  draft.matchPolicy ??= 'Equivalent';
  draft.namespaceSelector ??= {};
  draft.objectSelector ??= {};
  completeRules(match.resourceRules);
  completeRules(match.excludeResourceRules);
}
