// The aggregation controller: a ClusterRole that is the sum of others gets the rules of all that match its selectors.
// Models pkg/controller/clusterroleaggregation. Simplified: a PUT, where upstream applies.
import { type ClusterRole, clusterRoles } from '../api/kinds/cluster-role.ts';
import { deepEqual } from '../api/equal.ts';
import type { PolicyRule } from '../api/rbac.ts';
import { matchesSelector } from '../api/selector.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import { defineController, type Tools, watchFor } from './define-controller.ts';

export const clusterRoleAggregationController = defineController({
  name: 'clusterrole-aggregation-controller',
  role: {
    plain: 'It writes the rules of ClusterRoles that are the sum of others, such as admin, edit and view.',
    port: 'Copies the duties of several lists into one.',
    office: 'Keeps the list of a post that is made of several posts.',
  },
  watches: [watchFor(clusterRoles, (_, tools: Tools) => sumsOf(tools))],
  *reconcile(tools, ctx, name) {
    const role = tools.informer(clusterRoles).get(name);
    if (role?.aggregationRule === undefined) return done({ saw: `${name} is no sum of roles`, decided: 'nothing to do' });
    const rules = summedRules(tools, role);
    if (deepEqual(rules, role.rules ?? [])) return done({ saw: `${name} has the rules of its parts`, decided: 'nothing to do' });
    const written = yield* tools.client.update(ctx, clusterRoles, { ...role, rules });
    const story = { saw: `the parts of ${name} have ${rules.length} rules, it has ${(role.rules ?? []).length}`, decided: 'write the sum' };
    return written.ok ? done({ ...story, wrote: `clusterroles/${name}` }) : retry(written.status, story);
  },
});

/** Any role may be, or have been, a part of any sum; sums are few. */
function sumsOf(tools: Tools): readonly string[] {
  const sums: string[] = [];
  for (const { metadata, aggregationRule } of tools.informer(clusterRoles).list())
    if (aggregationRule !== undefined) sums.push(metadata.name);
  return sums;
}

/** The rules of all parts, selector by selector and in the order of their names, each rule once. */
function summedRules(tools: Tools, { metadata, aggregationRule }: ClusterRole): readonly PolicyRule[] {
  const roles = [...tools.informer(clusterRoles).list()].sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
  const rules: PolicyRule[] = [];
  for (const selector of aggregationRule?.clusterRoleSelectors ?? []) {
    for (const part of roles) {
      if (part.metadata.name === metadata.name || !matchesSelector(selector, part.metadata.labels)) continue;
      for (const rule of part.rules ?? []) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
    }
  }
  return rules;
}
