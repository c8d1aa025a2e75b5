// A checked expression made a function that runs, and counts what that costs. Models cel-go's interpreter.
import type { Checked } from './checker.ts';
import { LIST_COST, MAP_COST } from './cost.ts';
import { elementOf, noSuchOperator } from './functions/operators.ts';
import { ACCUMULATOR } from './macros.ts';
import { accepts, type Overload } from './overload.ts';
import type { Call, Expr, Fold, ListLiteral, MapLiteral, Select } from './syntax.ts';
import { TYPE_NAMES } from './types.ts';
import { CelError, CelMap, CelOptional, CelTypeValue, CelUint, isList, KeyedMap, keyName, NONE, typeNameOf, type Value } from './values.ts';

/** One run: where names are found, and what it has cost so far. */
interface Run {
  readonly variables: (name: string) => Value | undefined;
  readonly locals: (readonly [string, Value])[];
  readonly limit: number;
  cost: number;
}

type Step = (run: Run) => Value;

export interface Outcome {
  readonly value: Value;
  readonly cost: number;
}

export type Program = (variables: (name: string) => Value | undefined, limit: number) => Outcome;

const OVER_LIMIT = new CelError('operation cancelled: actual cost limit exceeded', true);
/** Of a constant they are worked out beforehand, free of charge. */
const CONVERSIONS = new Set(['bool', 'bytes', 'double', 'duration', 'int', 'string', 'timestamp', 'uint']);
const NO_OVERLOAD = new CelError('no such overload');

export function programOf(expr: Expr, checked: Checked): Program {
  const step = new Compiler(checked).compile(expr);
  return (variables, limit) => {
    const run: Run = { variables, locals: [], limit, cost: 0 };
    const value = step(run);
    return { value: run.cost > limit ? OVER_LIMIT : value, cost: run.cost };
  };
}

function charge(run: Run, cost: number): CelError | undefined {
  run.cost += cost;
  return run.cost > run.limit ? OVER_LIMIT : undefined;
}

class Compiler {
  readonly #checked: Checked;

  constructor(checked: Checked) {
    this.#checked = checked;
  }

  compile(expr: Expr): Step {
    switch (expr.kind) {
      case 'literal': {
        const { value } = expr;
        return () => value;
      }
      case 'ident':
        return named(expr.name);
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        return () => NO_OVERLOAD;
      case 'fold':
        return expr.accumulator === ACCUMULATOR ? this.#fold(expr) : this.#bind(expr);
    }
  }

  #select(expr: Select): Step {
    const full = this.#checked.fullNames.get(expr);
    if (full !== undefined) return named(full);
    const { field, mode } = expr;
    // What is no chain of names costs one more: a chain of its own begins.
    const extra = isChain(expr.operand) ? 0 : 1;
    const operand = this.compile(expr.operand);
    const paid = mode === 'test' ? extra : extra + 1;
    return (run) => {
      const value = operand(run);
      if (value instanceof CelError) return value;
      const over = charge(run, paid);
      if (over !== undefined) return over;
      if (mode === 'test') return isPresent(value, field);
      if (mode === 'optional' || value instanceof CelOptional) return optionalElement(value, field);
      return elementAt(value, field);
    };
  }

  #call(expr: Call): Step {
    const { name, args } = expr;
    switch (name) {
      case '_&&_':
        return this.#logical(args, false);
      case '_||_':
        return this.#logical(args, true);
      case '_?_:_':
        return this.#conditional(args);
      case '@not_strictly_false':
        return this.#notFalse(args[0] as Expr);
      case '_[_]':
      case '_[?_]':
        return this.#index(expr);
      case '_+_':
        return this.#append(expr) ?? this.#function(expr);
      case '@in':
        return this.#membership(expr) ?? this.#function(expr);
      default:
        return this.#function(expr);
    }
  }

  #function(expr: Call): Step {
    const isNamespaced = this.#checked.fullNames.has(expr);
    const overloads = this.#checked.calls.get(expr) ?? [];
    const inputs = expr.target === undefined || isNamespaced ? expr.args : [expr.target, ...expr.args];
    const steps = inputs.map((arg) => this.compile(arg));
    const name = this.#checked.fullNames.get(expr) ?? expr.name;
    const only = overloads.length === 1 && isCertain(inputs, this.#checked) ? overloads[0] : undefined;
    const [constant] = inputs;
    if (only !== undefined && CONVERSIONS.has(name) && inputs.length === 1 && constant?.kind === 'literal') {
      const converted = only.run(constant.value);
      return () => converted;
    }
    return (run) => {
      const values: Value[] = [];
      for (const step of steps) {
        const value = step(run);
        if (value instanceof CelError) return value;
        values.push(value);
      }
      const overload = only ?? overloads.find(({ args }) => args.every((type, index) => accepts(type, values[index] ?? null)));
      if (overload === undefined) return this.#misfit(name, overloads, values);
      const result = overload.run(...values);
      const over = charge(run, overload.cost?.(values, result) ?? 1);
      return over ?? result;
    };
  }

  /** Operators explain themselves: they know more of why they cannot. */
  #misfit(name: string, overloads: readonly Overload[], values: readonly Value[]): Value {
    const isOperator = /^[_!@-]/.test(name);
    if (isOperator) return overloads[0]?.run(...values) ?? noSuchOperator(name);
    return new CelError(`no such overload: ${name}(${values.map(typeNameOf).join(', ')})`);
  }

  #logical(args: readonly Expr[], decisive: boolean): Step {
    const [left, right] = args.map((arg) => this.compile(arg)) as [Step, Step];
    return (run) => {
      const first = left(run);
      if (first === decisive) return decisive;
      if (first instanceof CelError && first.isFatal) return first;
      const second = right(run);
      if (second === decisive) return decisive;
      if (second instanceof CelError && second.isFatal) return second;
      if (first instanceof CelError) return first;
      if (second instanceof CelError) return second;
      return typeof first === 'boolean' && typeof second === 'boolean' ? !decisive : NO_OVERLOAD;
    };
  }

  #conditional(args: readonly Expr[]): Step {
    const [condition, yes, no] = args.map((arg) => this.compile(arg)) as [Step, Step, Step];
    // The name at the beginning of a branch is free of charge.
    const [yesDiscount, noDiscount] = [args[1], args[2]].map((arg) => (arg !== undefined && isChain(arg) ? 1 : 0));
    return (run) => {
      const chosen = condition(run);
      if (chosen instanceof CelError) return chosen;
      if (typeof chosen !== 'boolean') return NO_OVERLOAD;
      run.cost -= (chosen ? yesDiscount : noDiscount) ?? 0;
      return chosen ? yes(run) : no(run);
    };
  }

  #notFalse(arg: Expr): Step {
    const step = this.compile(arg);
    return (run) => {
      const value = step(run);
      return charge(run, 1) ?? (value instanceof CelError && value.isFatal ? value : value !== false);
    };
  }

  #index({ name, args }: Call): Step {
    const [operand, index] = args as [Expr, Expr];
    const [container, key] = [this.compile(operand), this.compile(index)];
    const extra = isChain(operand) ? 0 : 1;
    // A name as index pays for the look into the list.
    const paid = isChain(index) ? extra : extra + 1;
    const isOptional = name === '_[?_]';
    return (run) => {
      const value = container(run);
      if (value instanceof CelError) return value;
      const at = key(run);
      if (at instanceof CelError) return at;
      const over = charge(run, paid);
      if (over !== undefined) return over;
      return isOptional || value instanceof CelOptional ? optionalElement(value, at) : elementAt(value, at);
    };
  }

  /** Loops add to the list that they carry: it is theirs, so it grows in place. */
  #append({ args }: Call): Step | undefined {
    const [list, addition] = args;
    if (list?.kind !== 'ident' || list.name !== ACCUMULATOR || addition?.kind !== 'list') return undefined;
    const [carried, added] = [this.compile(list), this.#items(addition)];
    return (run) => {
      const target = carried(run);
      if (target instanceof CelError) return target;
      const fresh = added(run);
      if (fresh instanceof CelError) return fresh;
      (target as Value[]).push(...(fresh as readonly Value[]));
      return charge(run, LIST_COST + 1) ?? target;
    };
  }

  /** A list of constants is made a set beforehand, and looking into it is free. */
  #membership(expr: Call): Step | undefined {
    const [value, list] = expr.args;
    if (list?.kind !== 'list' || value === undefined || list.items.length === 0) return undefined;
    if (!list.items.every((item) => item.value.kind === 'literal' && !item.isOptional)) return undefined;
    const inner = this.#function(expr);
    return (run) => {
      const result = inner(run);
      run.cost -= list.items.length;
      return result;
    };
  }

  #items({ items }: ListLiteral): Step {
    const steps = items.map(({ value, isOptional }) => ({ step: this.compile(value), isOptional }));
    return (run) => {
      const values: Value[] = [];
      for (const { step, isOptional } of steps) {
        const value = step(run);
        if (value instanceof CelError) return value;
        if (!isOptional) values.push(value);
        else if (!(value instanceof CelOptional))
          return new CelError(`cannot initialize optional list element from non-optional value ${keyName(value)}`);
        else if (value.value !== undefined) values.push(value.value);
      }
      return values;
    };
  }

  #list(expr: ListLiteral): Step {
    const items = this.#items(expr);
    if (expr.items.every(({ value, isOptional }) => value.kind === 'literal' && !isOptional)) return items;
    return (run) => {
      const list = items(run);
      return list instanceof CelError ? list : (charge(run, LIST_COST) ?? list);
    };
  }

  #map({ entries }: MapLiteral): Step {
    const steps = entries.map(({ key, value, isOptional }) => ({ key: this.compile(key), value: this.compile(value), isOptional }));
    const cost = entries.every(({ key, value }) => key.kind === 'literal' && value.kind === 'literal') ? 0 : MAP_COST;
    return (run) => {
      const map = new KeyedMap();
      for (const { key, value, isOptional } of steps) {
        const name = key(run);
        if (name instanceof CelError) return name;
        let content = value(run);
        if (content instanceof CelError) return content;
        if (isOptional) {
          if (!(content instanceof CelOptional))
            return new CelError(`cannot initialize optional entry '${keyName(name)}' from non-optional value ${keyName(content)}`);
          if (content.value === undefined) continue;
          content = content.value;
        }
        if (!isKey(name)) return new CelError(`unsupported key type: ${typeNameOf(name)}`);
        if (!map.add(name, content)) return new CelError(`Failed with repeated key ${keyName(name)}`);
      }
      return charge(run, cost) ?? map;
    };
  }

  #fold(expr: Fold): Step {
    const [range, start, condition, step, result] = [expr.range, expr.start, expr.condition, expr.step, expr.result].map((part) =>
      this.compile(part),
    ) as [Step, Step, Step, Step, Step];
    const { variables, accumulator } = expr;
    return (run) => {
      const over = range(run);
      if (over instanceof CelError) return over;
      const rounds = roundsOf(over, variables.length === 2);
      if (rounds === undefined) return new CelError(`got '${typeNameOf(over)}', expected iterable type`);
      let carried = start(run);
      const depth = run.locals.length;
      for (const round of rounds) {
        run.locals.length = depth;
        run.locals.push([accumulator, carried]);
        for (const [index, name] of variables.entries()) run.locals.push([name, round[index] ?? null]);
        const goesOn = condition(run);
        if (goesOn === false) break;
        if (goesOn instanceof CelError && goesOn.isFatal) carried = goesOn;
        else carried = step(run);
        if (carried instanceof CelError && carried.isFatal) break;
      }
      run.locals.length = depth;
      run.locals.push([accumulator, carried]);
      const value = carried instanceof CelError ? carried : result(run);
      run.locals.length = depth;
      return value;
    };
  }

  /** A value under a name. */
  #bind(expr: Fold): Step {
    const [start, result] = [this.compile(expr.start), this.compile(expr.result)];
    const { accumulator } = expr;
    return (run) => {
      const bound = start(run);
      if (bound instanceof CelError) return bound;
      run.locals.push([accumulator, bound]);
      const value = result(run);
      run.locals.pop();
      return value;
    };
  }
}

function named(name: string): Step {
  const plain = name.replace(/^\./, '');
  const isGlobal = plain !== name;
  const type = Object.hasOwn(TYPE_NAMES, plain) ? new CelTypeValue(plain) : undefined;
  return (run) => {
    const over = charge(run, 1);
    if (over !== undefined) return over;
    if (!isGlobal) {
      for (let index = run.locals.length - 1; index >= 0; index--) {
        const local = run.locals[index];
        if (local?.[0] === name) return local[1];
      }
    }
    const value = run.variables(plain);
    const found = value === undefined ? type : value;
    return found === undefined ? new CelError(`no such attribute(s): ${plain}`) : found;
  };
}

/** Names, and what is selected from them. */
function isChain(expr: Expr): boolean {
  if (expr.kind === 'ident') return true;
  if (expr.kind === 'select') return expr.mode !== 'test' && isChain(expr.operand);
  return expr.kind === 'call' && (expr.name === '_[_]' || expr.name === '_[?_]') && isChain(expr.args[0] as Expr);
}

/** Nothing in the arguments is of a type that only the run will show. */
function isCertain(inputs: readonly Expr[], { types }: Checked): boolean {
  return inputs.every((input) => {
    const type = types.get(input);
    return type !== undefined && type.kind !== 'dyn' && type.kind !== 'error' && type.params.every(({ kind }) => kind !== 'dyn');
  });
}

function isKey(value: Value): boolean {
  return (
    typeof value === 'string' ||
    typeof value === 'bigint' ||
    typeof value === 'boolean' ||
    typeof value === 'number' ||
    value instanceof CelUint
  );
}

function roundsOf(range: Value, isPair: boolean): readonly (readonly Value[])[] | undefined {
  if (range instanceof CelMap) return range.keys().map((key) => (isPair ? [key, range.get(key) ?? null] : [key]));
  if (range === null || typeof range !== 'object' || !isList(range)) return undefined;
  return range.map((item, index) => (isPair ? [BigInt(index), item] : [item]));
}

function isPresent(value: Value, field: string): Value {
  if (value instanceof CelOptional) return value.value !== undefined && isPresent(value.value, field) === true;
  return value instanceof CelMap && value.get(field) !== undefined;
}

function optionalElement(value: Value, key: Value): Value {
  const inside = value instanceof CelOptional ? value.value : value;
  if (inside === undefined) return NONE;
  const element = elementOf(inside, key);
  return element === undefined ? NONE : new CelOptional(element);
}

function elementAt(container: Value, key: Value): Value {
  const found = elementOf(container, key);
  if (found !== undefined) return found;
  if (container !== null && typeof container === 'object' && isList(container)) {
    const isNumber = typeof key === 'bigint' || typeof key === 'number' || key instanceof CelUint;
    if (!isNumber) return new CelError(`unsupported index type '${typeNameOf(key)}' in list`);
    return new CelError(`index out of bounds: ${keyName(key)}`);
  }
  return new CelError(`no such key: ${keyName(key)}`);
}
