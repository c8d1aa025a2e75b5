// One policy held against one request: what it decides, expression by expression, and within which budget.
// Models apiserver/pkg/admission/plugin/policy/validating/validator.go and plugin/cel/{condition,composition}.go.
import { type CelScope, compileExpression, conditionScope } from '../../../api/cel/environment.ts';
import { policyScope } from '../../../api/cel/policy-scope.ts';
import { CelError, CelMap, fromJson, type Value } from '../../../api/cel/values.ts';
import { goQuote } from '../../../api/field-errors.ts';
import type { PolicySpec, Validation } from '../../../api/kinds/validating-admission-policy.ts';
import type { KubeObject } from '../../../api/object.ts';
import { aggregate } from '../../../api/aggregate.ts';
import type { RequestValues } from './request-values.ts';

/** What one expression may cost, and all of one policy together. */
const PER_CALL_LIMIT = 1_000_000;
const BUDGET = 10_000_000;
const CONDITIONS_BUDGET = 2_500_000;
const OUT_OF_BUDGET = 'validation failed due to running out of cost budget, no further validation rules will be run';
const INVALID = 'Invalid';
const MAX_MESSAGE = 5 * 1024;

/** A rule that was broken, or that could not be evaluated. */
export interface Violation {
  readonly index: number;
  readonly message: string;
  readonly reason: string;
}

export interface Verdict {
  readonly violations: readonly Violation[];
  readonly annotations: readonly { readonly key: string; readonly value: string }[];
  /** Notes that could not be written; they refuse the request whatever the binding says. */
  readonly failedNotes: readonly string[];
}

type Evaluated = { readonly value: Value } | { readonly problem: string };
/** Absent: the budget is spent, and nothing more is run. */
type Results = { readonly results: readonly Evaluated[]; readonly left: number } | undefined;

const NOTHING: Verdict = { violations: [], annotations: [], failedNotes: [] };

export function evaluatePolicy(spec: PolicySpec, request: RequestValues, params: KubeObject | undefined): Verdict {
  const isForgiving = spec.failurePolicy === 'Ignore';
  const failed = (message: string): Verdict =>
    isForgiving ? NOTHING : { ...NOTHING, violations: [{ index: 0, message, reason: INVALID }] };
  const values = { ...request, params: params === undefined ? null : fromJson(params) };
  const matched = matches(spec, values);
  if (matched !== true) return matched === false ? NOTHING : failed(matched);
  const scope = policyScope(spec);
  const { validations = [], auditAnnotations = [] } = spec;
  const outcome = evaluateAll(
    validations.map(({ expression }) => expression),
    { spec, scope, values, authorizer: true },
    BUDGET,
  );
  if (outcome === undefined) return failed(OUT_OF_BUDGET);
  const messages = evaluateAll(
    validations.map(({ messageExpression = '' }) => messageExpression),
    { spec, scope: { ...scope, authorizer: false }, values, authorizer: false },
    outcome.left,
  );
  const violations = validations.flatMap((validation, index) => {
    const broken = decide(validation, outcome.results[index], messages, index, isForgiving);
    return broken === undefined ? [] : [{ index, ...broken }];
  });
  const notes = evaluateAll(
    auditAnnotations.map(({ valueExpression }) => valueExpression),
    { spec, scope, values, authorizer: false },
    BUDGET,
  );
  return notes === undefined ? failed(OUT_OF_BUDGET) : { violations, ...writeNotes(spec, notes.results, isForgiving) };
}

/** True, false, or why that cannot be said. One condition that says no outweighs errors. */
function matches(spec: PolicySpec, values: RequestValues): boolean | string {
  const conditions = spec.matchConditions ?? [];
  if (conditions.length === 0) return true;
  const outcome = evaluateAll(
    conditions.map(({ expression }) => expression),
    { spec, scope: conditionScope(spec.paramKind !== undefined), values: { ...values, namespaceObject: null }, authorizer: true },
    CONDITIONS_BUDGET,
  );
  if (outcome === undefined) return spec.failurePolicy === 'Ignore' ? false : OUT_OF_BUDGET;
  if (outcome.results.some((result) => 'value' in result && result.value === false)) return false;
  const problems = outcome.results.flatMap((result) => ('problem' in result ? [result.problem] : []));
  return problems.length === 0 ? true : spec.failurePolicy === 'Ignore' ? false : aggregate(problems);
}

interface Input {
  readonly spec: PolicySpec;
  readonly scope: CelScope;
  readonly values: RequestValues;
  readonly authorizer: boolean;
}

/** Every expression in turn; variables are worked out anew for each list of expressions, and once in it. */
function evaluateAll(expressions: readonly string[], input: Input, budget: number): Results {
  const variables = new LazyVariables(input);
  let left = budget;
  const results: Evaluated[] = [];
  for (const expression of expressions) {
    const compiled = expression === '' ? undefined : compileExpression(expression, input.scope);
    if (compiled === undefined) results.push({ value: null });
    else if ('problem' in compiled) results.push({ problem: `compilation error: compilation failed: ${compiled.problem}` });
    else {
      const { value, cost } = compiled.program(namesOf(input, variables), PER_CALL_LIMIT);
      left -= cost + variables.takeCost();
      if (left < 0) return undefined;
      results.push(value instanceof CelError ? { problem: `expression '${expression}' resulted in error: ${value.message}` } : { value });
    }
  }
  return { results, left };
}

function namesOf({ values, authorizer }: Input, variables: CelMap): (name: string) => Value | undefined {
  return (name) => {
    if (name === 'variables') return variables;
    const isHidden = !authorizer && name.startsWith('authorizer');
    return isHidden ? undefined : values[name];
  };
}

/** Each variable is worked out when somebody first asks for it, and may ask for those before it. */
class LazyVariables extends CelMap {
  readonly #input: Input;
  readonly #known = new Map<string, Value>();
  #cost = 0;

  constructor(input: Input) {
    super();
    this.#input = input;
  }

  get size(): number {
    return this.keys().length;
  }

  keys(): readonly string[] {
    return (this.#input.spec.variables ?? []).map(({ name }) => name);
  }

  takeCost(): number {
    const cost = this.#cost;
    this.#cost = 0;
    return cost;
  }

  get(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    let value = this.#known.get(key);
    if (value === undefined) {
      const variable = this.#input.spec.variables?.find(({ name }) => name === key);
      if (variable === undefined) return undefined;
      this.#known.set(key, (value = this.#evaluate(key, variable.expression)));
    }
    return value;
  }

  #evaluate(name: string, expression: string): Value {
    const compiled = compileExpression(expression, this.#input.scope);
    if ('problem' in compiled)
      return new CelError(`composited variable ${goQuote(name)} fails to compile: compilation failed: ${compiled.problem}`);
    const { value, cost } = compiled.program(namesOf(this.#input, this), PER_CALL_LIMIT);
    this.#cost += cost;
    return value instanceof CelError ? new CelError(`composited variable ${goQuote(name)} fails to evaluate: ${value.message}`) : value;
  }
}

function decide(
  validation: Validation,
  result: Evaluated | undefined,
  messages: Results,
  index: number,
  isForgiving: boolean,
): Omit<Violation, 'index'> | undefined {
  const failed = (message: string): Omit<Violation, 'index'> | undefined => (isForgiving ? undefined : { message, reason: INVALID });
  if (result !== undefined && 'problem' in result) return failed(result.problem);
  if (messages === undefined) return failed(`failed messageExpression: ${OUT_OF_BUDGET}`);
  if (result?.value === true) return undefined;
  return { message: messageOf(validation, messages.results[index]), reason: validation.reason ?? INVALID };
}

function messageOf({ expression, message = '', messageExpression = '' }: Validation, result: Evaluated | undefined): string {
  if (messageExpression !== '' && result !== undefined && 'value' in result && typeof result.value === 'string') {
    const said = result.value.trim();
    // A message that is none, or no line, is as if it were not there.
    if (said !== '' && said.length <= MAX_MESSAGE && !said.includes('\n')) return said;
  }
  return message.trim() === '' ? `failed expression: ${expression.trim()}` : message.trim();
}

function writeNotes(spec: PolicySpec, results: readonly Evaluated[], isForgiving: boolean): Pick<Verdict, 'annotations' | 'failedNotes'> {
  const annotations: { readonly key: string; readonly value: string }[] = [];
  const failedNotes: string[] = [];
  for (const [index, { key }] of (spec.auditAnnotations ?? []).entries()) {
    const result = results[index];
    if (result === undefined) continue;
    if ('problem' in result) {
      if (!isForgiving) failedNotes.push(result.problem);
    } else if (typeof result.value === 'string' && result.value.trim() !== '') annotations.push({ key, value: result.value.trim() });
  }
  return { annotations, failedNotes };
}
