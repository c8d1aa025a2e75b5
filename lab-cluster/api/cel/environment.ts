// The CEL that policies are written in: the variables they see and Kubernetes' own functions.
// Models apiserver/pkg/cel/environment and pkg/admission/plugin/cel.
// Simplified: fields of objects are not typed, so a misspelt field is found when a request comes, not when a policy is
// written; texts of compile errors are this library's; there is no cost budget, and no `authorizer`.
import { Environment } from '@marcbachmann/cel-js';
import { addAddressFunctions } from './address-functions.ts';
import { addCollectionFunctions } from './collection-functions.ts';
import { addQuantityFunctions } from './quantity-functions.ts';

export type CelProgram = (context: Readonly<Record<string, unknown>>) => unknown;

/** matchCondition: before parameters are known. policy: everything. */
export type CelScope = 'matchCondition' | 'policy';

const VARIABLES: Readonly<Record<CelScope, readonly string[]>> = {
  matchCondition: ['object', 'oldObject', 'request', 'params'],
  policy: ['object', 'oldObject', 'request', 'params', 'namespaceObject', 'variables'],
};
const RESERVED = new Set(
  'as break const continue else false for function if import in let loop namespace null package return true var void while'.split(' '),
);
const PROGRAM_LIMIT = 1000;

const environments = new Map<CelScope, Environment>();
const programs = new Map<string, Compiled>();

type Compiled = { readonly program: CelProgram; readonly type: string } | { readonly problem: string };

function environmentOf(scope: CelScope): Environment {
  let env = environments.get(scope);
  if (env === undefined) {
    env = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
    for (const name of VARIABLES[scope]) env.registerVariable(name, 'dyn');
    addQuantityFunctions(env);
    addAddressFunctions(env);
    addCollectionFunctions(env);
    environments.set(scope, env);
  }
  return env;
}

export function isCelIdentifier(name: string): boolean {
  return /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !RESERVED.has(name);
}

/** The expression made runnable, or why it cannot be; each text is compiled once. */
export function compileExpression(expression: string, scope: CelScope): Compiled {
  const key = `${scope} ${expression}`;
  let compiled = programs.get(key);
  if (compiled === undefined) {
    compiled = compile(expression, scope);
    if (programs.size >= PROGRAM_LIMIT) programs.clear();
    programs.set(key, compiled);
  }
  return compiled;
}

function compile(expression: string, scope: CelScope): Compiled {
  try {
    const program = environmentOf(scope).parse(expression);
    const checked = program.check();
    if (!checked.valid) return { problem: compileProblem(expression, checked.error) };
    return { program: (context) => program(context) as unknown, type: checked.type ?? 'dyn' };
  } catch (error) {
    return { problem: compileProblem(expression, error) };
  }
}

/** What is wrong with an expression that is to have this type; nothing when it compiles. */
export function checkExpression(expression: string, type: 'any' | 'bool' | 'string', scope: CelScope): string | undefined {
  const compiled = compileExpression(expression, scope);
  if ('problem' in compiled) return compiled.problem;
  return type === 'any' || compiled.type === type || compiled.type === 'dyn' ? undefined : `must evaluate to ${type}`;
}

interface LibraryError {
  readonly summary?: string;
  readonly message?: string;
  readonly range?: { readonly start: number };
}

/** `compilation failed: ERROR: <input>:1:5: …` with the line and a mark below it, as cel-go prints. */
function compileProblem(expression: string, thrown: unknown): string {
  const { summary, message = '', range } = thrown as LibraryError;
  const said = (summary ?? message.split('\n')[0] ?? '').replace(
    /^Unknown variable: (\S+)$/,
    "undeclared reference to '$1' (in container '')",
  );
  const before = expression.slice(0, range?.start ?? 0).split('\n');
  const column = (before.at(-1) ?? '').length;
  const line = expression.split('\n')[before.length - 1] ?? '';
  return `compilation failed: ERROR: <input>:${before.length}:${column + 1}: ${said}\n | ${line}\n | ${'.'.repeat(column)}^`;
}

/** A Kubernetes object as CEL sees it: whole numbers are ints. */
export function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(celValue);
  const copy: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) if (part !== undefined) copy[key] = celValue(part);
  return copy;
}
