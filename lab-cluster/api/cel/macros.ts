// Macros of CEL: what `all`, `exists`, `map`, `has` and their like stand for, written out before types are checked.
// Models cel-go's parser/macro.go, ext/comprehensions.go and the macros of cel/library.go.
import type { Expr } from './syntax.ts';
import { BOOL, INT } from './types.ts';
import type { Value } from './values.ts';

export interface MacroCall {
  readonly name: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
  readonly at: number;
}

/** A macro that is used wrongly. */
export class MacroMistake {
  readonly at: number;
  readonly message: string;

  constructor(at: number, message: string) {
    this.at = at;
    this.message = message;
  }
}

/** What loops carry along; no name a person can write. */
export const ACCUMULATOR = '@result';
/** A loop that goes round not even once has this variable. */
const UNUSED = '#unused';

type Expansion = Expr | MacroMistake | undefined;

/** Undefined: it is no macro, but a call. */
export function expandMacro(call: MacroCall): Expansion {
  const { name, target, args, at } = call;
  if (target === undefined) return name === 'has' && args.length === 1 ? has(args[0] as Expr, at) : undefined;
  const make = RECEIVER_MACROS[`${name}/${args.length}`];
  if (make !== undefined) return make(new Builder(at), target, args);
  return undefined;
}

function has(argument: Expr, at: number): Expansion {
  if (argument.kind !== 'select' || argument.mode !== 'plain') return new MacroMistake(argument.at, 'invalid argument to has() macro');
  return { ...argument, mode: 'test', at };
}

class Builder {
  readonly at: number;

  constructor(at: number) {
    this.at = at;
  }

  ident(name: string): Expr {
    return { kind: 'ident', name, at: this.at };
  }

  get result(): Expr {
    return this.ident(ACCUMULATOR);
  }

  bool(value: boolean): Expr {
    return { kind: 'literal', value, type: BOOL, at: this.at };
  }

  int(value: bigint): Expr {
    return { kind: 'literal', value: value as Value, type: INT, at: this.at };
  }

  call(name: string, ...args: readonly Expr[]): Expr {
    return { kind: 'call', name, target: undefined, args, at: this.at };
  }

  list(...values: readonly Expr[]): Expr {
    return { kind: 'list', items: values.map((value) => ({ value, isOptional: false })), at: this.at };
  }

  loop(
    range: Expr,
    variables: readonly [string] | readonly [string, string],
    start: Expr,
    condition: Expr,
    step: Expr,
    result: Expr,
  ): Expr {
    return { kind: 'fold', range, variables, accumulator: ACCUMULATOR, start, condition, step, result, at: this.at };
  }

  /** The value under a name, worked out at most once. */
  bind(name: string, value: Expr, result: Expr): Expr {
    const { at } = this;
    const condition = this.bool(false);
    const step = this.ident(name);
    return { kind: 'fold', range: this.list(), variables: [UNUSED], accumulator: name, start: value, condition, step, result, at };
  }
}

type Variables = readonly [string] | readonly [string, string];
type Macro = (make: Builder, target: Expr, args: readonly Expr[]) => Expansion;

function simpleName(expr: Expr | undefined): string | undefined {
  return expr?.kind === 'ident' ? expr.name : undefined;
}

function variableOf(args: readonly Expr[], mistake: string): Variables | MacroMistake {
  const name = simpleName(args[0]);
  if (name === undefined) return new MacroMistake(args[0]?.at ?? 0, mistake);
  return [name];
}

function variablesOf(args: readonly Expr[]): Variables | MacroMistake {
  const [first, second] = [simpleName(args[0]), simpleName(args[1])];
  if (first === undefined) return new MacroMistake(args[0]?.at ?? 0, 'argument must be a simple name');
  if (second === undefined) return new MacroMistake(args[1]?.at ?? 0, 'argument must be a simple name');
  if (first === second) return new MacroMistake(args[1]?.at ?? 0, `duplicate variable name: ${second}`);
  return [first, second];
}

/** The last arguments are what is looped over; those before are names. */
function quantifier(names: 1 | 2, body: (make: Builder, range: Expr, variables: Variables, predicate: Expr) => Expr): Macro {
  return (make, target, args) => {
    const variables = names === 1 ? variableOf(args, 'argument must be a simple name') : variablesOf(args);
    return variables instanceof MacroMistake ? variables : body(make, target, variables, args[names] as Expr);
  };
}

function all(make: Builder, range: Expr, variables: Variables, predicate: Expr): Expr {
  const goesOn = make.call('@not_strictly_false', make.result);
  return make.loop(range, variables, make.bool(true), goesOn, make.call('_&&_', make.result, predicate), make.result);
}

function exists(make: Builder, range: Expr, variables: Variables, predicate: Expr): Expr {
  const goesOn = make.call('@not_strictly_false', make.call('!_', make.result));
  return make.loop(range, variables, make.bool(false), goesOn, make.call('_||_', make.result, predicate), make.result);
}

function existsOne(make: Builder, range: Expr, variables: Variables, predicate: Expr): Expr {
  const step = make.call('_?_:_', predicate, make.call('_+_', make.result, make.int(1n)), make.result);
  return make.loop(range, variables, make.int(0n), make.bool(true), step, make.call('_==_', make.result, make.int(1n)));
}

/** With a filter before what is collected, or without. */
function collect(names: 1 | 2): Macro {
  return (make, target, args) => {
    const variables = names === 1 ? variableOf(args, 'argument is not an identifier') : variablesOf(args);
    if (variables instanceof MacroMistake) return variables;
    const rest = args.slice(names);
    const step = make.call('_+_', make.result, make.list(rest.at(-1) as Expr));
    return make.loop(target, variables, make.list(), make.bool(true), filtered(make, rest, step), make.result);
  };
}

function filtered(make: Builder, rest: readonly Expr[], step: Expr): Expr {
  return rest.length === 1 ? step : make.call('_?_:_', rest[0] as Expr, step, make.result);
}

const filter: Macro = (make, target, args) => {
  const variables = variableOf(args, 'argument is not an identifier');
  if (variables instanceof MacroMistake) return variables;
  const kept = make.call('_+_', make.result, make.list(args[0] as Expr));
  const step = make.call('_?_:_', args[1] as Expr, kept, make.result);
  return make.loop(target, variables, make.list(), make.bool(true), step, make.result);
};

/** entry: the body gives whole entries; else values under the old keys. */
function transformMap(mode: 'value' | 'entry'): Macro {
  return (make, target, args) => {
    const variables = variablesOf(args);
    if (variables instanceof MacroMistake) return variables;
    const rest = args.slice(2);
    const body = rest.at(-1) as Expr;
    const added = mode === 'entry' ? [body] : [make.ident(variables[0]), body];
    const step = make.call('cel.@mapInsert', make.result, ...added);
    const start: Expr = { kind: 'map', entries: [], at: make.at };
    return make.loop(target, variables, start, make.bool(true), filtered(make, rest, step), make.result);
  };
}

/** `x.optMap(v, …)`: what is inside, changed; nothing stays nothing. */
function optionalMap(name: string, wrap: (make: Builder, inner: Expr) => Expr): Macro {
  return (make, target, args) => {
    const variable = simpleName(args[0]);
    if (variable === undefined) {
      return new MacroMistake(args[0]?.at ?? 0, `${name}() variable name must be a simple identifier`);
    }
    const value: Expr = { kind: 'call', name: 'value', target, args: [], at: make.at };
    const hasValue: Expr = { kind: 'call', name: 'hasValue', target, args: [], at: make.at };
    const mapped = make.bind(variable, value, args[1] as Expr);
    return make.call('_?_:_', hasValue, wrap(make, mapped), make.call('optional.none'));
  };
}

const RECEIVER_MACROS: Readonly<Record<string, Macro>> = {
  'all/2': quantifier(1, all),
  'exists/2': quantifier(1, exists),
  'exists_one/2': quantifier(1, existsOne),
  'existsOne/2': quantifier(1, existsOne),
  'map/2': collect(1),
  'map/3': collect(1),
  'filter/2': filter,
  'all/3': quantifier(2, all),
  'exists/3': quantifier(2, exists),
  'exists_one/3': quantifier(2, existsOne),
  'existsOne/3': quantifier(2, existsOne),
  'transformList/3': collect(2),
  'transformList/4': collect(2),
  'transformMap/3': transformMap('value'),
  'transformMap/4': transformMap('value'),
  'transformMapEntry/3': transformMap('entry'),
  'transformMapEntry/4': transformMap('entry'),
  'optMap/2': optionalMap('optMap', (make, inner) => make.call('optional.of', inner)),
  'optFlatMap/2': optionalMap('optFlatMap', (_, inner) => inner),
};
