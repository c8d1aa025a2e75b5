// What a policy's expressions get wrong about the kinds it is about: warnings, never refusals.
// Models apiserver/pkg/admission/plugin/policy/validating/typechecking.go.
import type { Rule } from '../admission-rules.ts';
import type { Kind } from '../kind.ts';
import type { PolicySpec } from '../kinds/validating-admission-policy.ts';
import { compileExpression } from './environment.ts';
import { policyScope } from './policy-scope.ts';
import { typeOfKind } from './schema-type.ts';
import type { CelType } from './types.ts';

export interface ExpressionWarning {
  readonly fieldRef: string;
  readonly warning: string;
}

/** What the checker has to know of the kinds of a cluster. */
export interface KnownKinds {
  all(): readonly Kind[];
  of(apiVersion: string, kind: string): Kind | undefined;
}

const MAX_TYPES = 10;

export function expressionWarnings(spec: PolicySpec, kinds: KnownKinds): readonly ExpressionWarning[] {
  const types = typesToCheck(spec, kinds);
  const { apiVersion = '', kind = '' } = spec.paramKind ?? {};
  const paramKind = spec.paramKind === undefined ? undefined : kinds.of(apiVersion, kind);
  const paramsType = paramKind === undefined ? undefined : typeOfKind(paramKind);
  const warnings: ExpressionWarning[] = [];
  const check = (fieldRef: string, expression: string): void => {
    const found = types.flatMap(({ name, type }) => {
      const problem = problemWith(expression, spec, type, paramsType);
      return problem === undefined ? [] : [`${name}: ${problem}\n`];
    });
    if (found.length > 0) warnings.push({ fieldRef, warning: found.join('\n') });
  };
  for (const [index, { expression, messageExpression = '' }] of (spec.validations ?? []).entries()) {
    check(`spec.validations[${index}].expression`, expression);
    if (messageExpression !== '') check(`spec.validations[${index}].messageExpression`, messageExpression);
  }
  return warnings;
}

function problemWith(expression: string, spec: PolicySpec, object: CelType, paramsType: CelType | undefined): string | undefined {
  const known = { object, requestResource: false, ...(paramsType === undefined ? {} : { paramsType }) };
  // Parameters of a kind nobody knows are not there for the checker.
  const scope = policyScope({ ...spec, ...(paramsType === undefined ? { paramKind: undefined } : {}) } as PolicySpec, known);
  const compiled = compileExpression(expression, scope);
  return 'problem' in compiled ? compiled.problem : undefined;
}

interface NamedType {
  readonly name: string;
  readonly type: CelType;
}

/** Kinds that the rules name outright, ordered by group, version and kind; whoever says `*` is not checked. */
function typesToCheck({ matchConstraints }: PolicySpec, kinds: KnownKinds): readonly NamedType[] {
  const found = new Set<Kind>();
  for (const rule of matchConstraints?.resourceRules ?? []) {
    const named = kindsOf(rule, kinds).slice(0, MAX_TYPES);
    for (const kind of named) found.add(kind);
    if (named.length === MAX_TYPES) break;
  }
  const ordered = [...found].sort(
    (left, right) => order(left.group, right.group) || order(left.version, right.version) || order(left.kind, right.kind),
  );
  return ordered.flatMap((kind) => {
    const type = typeOfKind(kind);
    return type === undefined ? [] : [{ name: `${kind.group}/${kind.version}, Kind=${kind.kind}`, type }];
  });
}

function kindsOf({ apiGroups = [], apiVersions = [], resources = [] }: Rule, kinds: KnownKinds): readonly Kind[] {
  if ([...apiGroups, ...apiVersions].some((name) => name.includes('*'))) return [];
  const plain = resources.filter((resource) => !/[*/]/.test(resource)).sort();
  const groups = [...apiGroups].sort();
  const versions = [...apiVersions].sort();
  return groups.flatMap((group) =>
    versions.flatMap((version) =>
      plain.flatMap((resource) =>
        // No group is any group, as for whoever types a resource's name.
        kinds.all().filter((kind) => kind.plural === resource && kind.version === version && (group === '' || kind.group === group)),
      ),
    ),
  );
}

function order(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
