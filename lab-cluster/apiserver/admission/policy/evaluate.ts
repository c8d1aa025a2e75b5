// One policy held against one request: what it decides, expression by expression.
// Models apiserver/pkg/admission/plugin/policy/validating/validator.go.
import { celValue, type CelScope, compileExpression } from '../../../api/cel/environment.ts';
import type { PolicySpec, Validation } from '../../../api/kinds/validating-admission-policy.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { AdmissionEnv, AdmissionRequest } from '../plugin.ts';
import { namespaceOf } from './match.ts';

/** A rule that was broken, or that could not be evaluated. */
export interface Violation {
  readonly message: string;
  readonly reason: string;
}

export interface Verdict {
  readonly violations: readonly Violation[];
  readonly annotations: Readonly<Record<string, string>>;
}

type Context = Record<string, unknown>;
type Evaluated = { readonly value: unknown } | { readonly problem: string };

const INVALID = 'Invalid';
const MAX_MESSAGE = 5 * 1024;

/** What every policy sees of a request; made once for all of them. */
export function contextOf(request: AdmissionRequest, env: AdmissionEnv): Context {
  const { kind, operation, subresource = '', user } = request;
  const { group, version } = kind;
  const names = { kind: { group, version, kind: kind.kind }, resource: { group, version, resource: kind.plural } };
  return {
    object: operation === 'DELETE' ? null : celValue(request.object),
    oldObject: celValue(request.oldObject),
    namespaceObject: celValue(namespaceOf(request, env)),
    request: celValue({
      ...names,
      subResource: subresource,
      requestKind: names.kind,
      requestResource: names.resource,
      requestSubResource: subresource,
      name: request.name,
      namespace: request.namespace ?? '',
      operation,
      userInfo: { username: user.name, groups: user.groups },
      dryRun: request.dryRun,
      options: request.options,
    }),
  };
}

export function evaluatePolicy(name: string, spec: PolicySpec, base: Context, params: KubeObject | undefined): Verdict {
  const context: Context = { ...base, params: celValue(params) };
  const forgiving = spec.failurePolicy === 'Ignore';
  const error = (message: string): readonly Violation[] => (forgiving ? [] : [{ message, reason: INVALID }]);
  for (const { expression } of spec.matchConditions ?? []) {
    const outcome = evaluate(expression, 'matchCondition', context);
    if ('problem' in outcome) return { violations: error(outcome.problem), annotations: {} };
    if (outcome.value !== true) return { violations: [], annotations: {} };
  }
  context['variables'] = lazyVariables(spec, context);
  const violations = (spec.validations ?? []).flatMap((validation) => {
    const outcome = evaluate(validation.expression, 'policy', context);
    if ('problem' in outcome) return error(`expression '${validation.expression}' resulted in error: ${outcome.problem}`);
    return outcome.value === true ? [] : [{ message: messageOf(validation, context), reason: validation.reason ?? INVALID }];
  });
  const annotations: Record<string, string> = {};
  for (const { key, valueExpression } of spec.auditAnnotations ?? []) {
    const outcome = evaluate(valueExpression, 'policy', context);
    if ('problem' in outcome) violations.push(...error(`expression '${valueExpression}' resulted in error: ${outcome.problem}`));
    else if (typeof outcome.value === 'string' && outcome.value.trim() !== '') annotations[`${name}/${key}`] = outcome.value.trim();
  }
  return { violations, annotations };
}

/** Each variable is worked out when somebody first asks for it, and may ask for those before it. */
function lazyVariables(spec: PolicySpec, context: Context): object {
  const variables = {};
  for (const { name, expression } of spec.variables ?? []) {
    let known: Evaluated | undefined;
    const get = (): unknown => {
      known ??= evaluate(expression, 'policy', context);
      if ('problem' in known) throw new Error(`composited variable "${name}" fails to evaluate: ${known.problem}`);
      return known.value;
    };
    Object.defineProperty(variables, name, { get, enumerable: true });
  }
  return variables;
}

function evaluate(expression: string, scope: CelScope, context: Context): Evaluated {
  const compiled = compileExpression(expression, scope);
  if ('problem' in compiled) return compiled;
  try {
    return { value: compiled.program(context) };
  } catch (thrown) {
    const { summary, message } = thrown as { readonly summary?: string; readonly message: string };
    return { problem: (summary ?? message.split('\n')[0] ?? '').replace(/^No such key/, 'no such key') };
  }
}

function messageOf({ expression, message = '', messageExpression = '' }: Validation, context: Context): string {
  if (messageExpression !== '') {
    const outcome = evaluate(messageExpression, 'policy', context);
    const said = 'value' in outcome && typeof outcome.value === 'string' ? outcome.value.trim() : '';
    // A message that is none, or no line, is as if it were not there.
    if (said !== '' && said.length <= MAX_MESSAGE && !said.includes('\n')) return said;
  }
  return message.trim() === '' ? `failed expression: ${expression.trim()}` : message.trim();
}
