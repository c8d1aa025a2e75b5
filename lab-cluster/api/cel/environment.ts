// The CEL that policies are written in: which variables and functions they see. Models apiserver/pkg/cel/environment and
// pkg/admission/plugin/cel/compile.go, with the libraries that 1.34 lets new expressions use.
import { type Checked, checkCel, type Declarations } from './checker.ts';
import { ADDRESSES } from './functions/addresses.ts';
import { AUTHORIZER_FUNCTIONS } from './functions/authorizer.ts';
import { COLLECTIONS } from './functions/lists.ts';
import { NAMED_FORMATS } from './functions/named-formats.ts';
import { OPERATORS } from './functions/operators.ts';
import { NUMBERS } from './functions/quantities.ts';
import { STANDARD } from './functions/standard.ts';
import { STRINGS } from './functions/strings.ts';
import { TIME } from './functions/time.ts';
import { literalIssues } from './literal-rules.ts';
import { functionTable, type FunctionTable } from './overload.ts';
import { parseCel } from './parser.ts';
import { type Program, programOf } from './program.ts';
import { NAMESPACE_TYPE, REQUEST_TYPE } from './request-types.ts';
import { issuesText } from './syntax.ts';
import { type CelType, DYN, recordType, sameType, structType, TYPE_NAMES, typeType } from './types.ts';

/** Which variables an expression may use besides the request's own. */
export interface CelScope {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** Of policies: what earlier expressions are called, and their types. Absent: there is no `variables` at all. */
  readonly variables?: ReadonlyMap<string, CelType>;
  /** Where the type is known of what the request is about. */
  readonly object?: CelType;
  readonly paramsType?: CelType;
  /** False where types are checked after the fact: upstream forgets one name there. */
  readonly requestResource?: boolean;
}

export type Compiled = { readonly program: Program; readonly type: CelType } | { readonly problem: string };

/** What may be written in a condition on requests; params where there are any. */
export function conditionScope(params: boolean): CelScope {
  return { params, authorizer: true };
}

const FUNCTIONS: FunctionTable = functionTable([
  ...OPERATORS,
  ...STANDARD,
  ...TIME,
  ...STRINGS,
  ...COLLECTIONS,
  ...NUMBERS,
  ...ADDRESSES,
  ...NAMED_FORMATS,
  ...AUTHORIZER_FUNCTIONS,
]);

const RESERVED = new Set(
  'as break const continue else false for function if import in let loop namespace null package return true var void while'.split(' '),
);
const PROGRAM_LIMIT = 1000;
const programs = new Map<string, Compiled>();

export function isCelIdentifier(name: string): boolean {
  return /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !RESERVED.has(name);
}

function namesOf(scope: CelScope): ReadonlyMap<string, CelType> {
  const names = new Map<string, CelType>(Object.entries(TYPE_NAMES).map(([name, type]) => [name, typeType(type)]));
  names.set('object', scope.object ?? DYN);
  names.set('oldObject', scope.object ?? DYN);
  names.set('request', REQUEST_TYPE);
  names.set('namespaceObject', NAMESPACE_TYPE);
  if (scope.params) names.set('params', scope.paramsType ?? DYN);
  if (scope.authorizer) {
    names.set('authorizer', structType('kubernetes.authorization.Authorizer'));
    if (scope.requestResource !== false) names.set('authorizer.requestResource', structType('kubernetes.authorization.ResourceCheck'));
  }
  if (scope.variables !== undefined) names.set('variables', recordType('kubernetes.variables', Object.fromEntries(scope.variables)));
  return names;
}

/** The expression made runnable, or why it cannot be; of untyped objects each text is compiled once. */
export function compileExpression(expression: string, scope: CelScope): Compiled {
  if (scope.object !== undefined || scope.paramsType !== undefined) return compile(expression, scope);
  const variables = [...(scope.variables ?? [])].map(([name, type]) => `${name}:${outsideText(type)}`).join();
  const key = `${scope.params} ${scope.authorizer} ${scope.requestResource} ${scope.variables === undefined ? '' : `{${variables}}`} ${expression}`;
  let compiled = programs.get(key);
  if (compiled === undefined) {
    compiled = compile(expression, scope);
    if (programs.size >= PROGRAM_LIMIT) programs.clear();
    programs.set(key, compiled);
  }
  return compiled;
}

function compile(expression: string, scope: CelScope): Compiled {
  const parsed = parseCel(expression);
  if ('issues' in parsed) return { problem: issuesText(expression, parsed.issues) };
  const declarations: Declarations = { names: namesOf(scope), functions: FUNCTIONS };
  const checked: Checked = checkCel(parsed.expr, declarations);
  const issues = checked.issues.length > 0 ? checked.issues : literalIssues(parsed.expr, checked);
  if (issues.length > 0) return { problem: issuesText(expression, issues) };
  return { program: programOf(parsed.expr, checked), type: checked.type };
}

/** A type as a message of the checker's outside prints it: `list(string)`, `null_type`. */
function outsideText({ name, params }: CelType): string {
  return params.length === 0 ? name : `${name}(${params.map(outsideText).join(', ')})`;
}

/** What is wrong with an expression that is to have one of these types, or any when none is named; nothing when it compiles. */
export function checkExpression(expression: string, wanted: readonly CelType[], scope: CelScope): string | undefined {
  const compiled = compileExpression(expression, scope);
  if ('problem' in compiled) return `compilation failed: ${compiled.problem}`;
  if (wanted.length === 0 || wanted.some((type) => sameType(type, compiled.type))) return undefined;
  const [only] = wanted;
  const list = wanted.length === 1 && only !== undefined ? outsideText(only) : `one of [${wanted.map(outsideText).join(' ')}]`;
  return `must evaluate to ${list} but got ${outsideText(compiled.type)}`;
}
