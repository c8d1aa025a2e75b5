// Whether an expression makes sense with the types that are declared, and which overloads its calls mean.
// Models cel-go's checker/checker.go.
import { moreGeneral, Unifier } from './assignable.ts';
import type { FunctionTable, Overload } from './overload.ts';
import { type Call, type CelIssue, dottedName, type Expr, type Fold, type ListLiteral, type MapLiteral, type Select } from './syntax.ts';
import {
  BOOL,
  type CelType,
  DYN,
  ERROR,
  insideOptional,
  INT,
  isDyn,
  isDynOrError,
  listType,
  mapType,
  optionalType,
  sameType,
  typeText,
} from './types.ts';

export interface Declarations {
  /** Variables and names of types; names may have dots. */
  readonly names: ReadonlyMap<string, CelType>;
  readonly functions: FunctionTable;
}

/** What the checker found out; keyed by the nodes themselves. */
export interface Checked {
  readonly type: CelType;
  readonly types: ReadonlyMap<Expr, CelType>;
  readonly calls: ReadonlyMap<Expr, readonly Overload[]>;
  /** Selections that are one name with dots, and calls whose receiver is part of the name. */
  readonly fullNames: ReadonlyMap<Expr, string>;
  readonly issues: readonly CelIssue[];
}

export function checkCel(expr: Expr, declarations: Declarations): Checked {
  const checker = new Checker(declarations);
  checker.check(expr);
  return checker.result(expr);
}

class Checker {
  readonly #declarations: Declarations;
  readonly #unifier = new Unifier();
  readonly #types = new Map<Expr, CelType>();
  readonly #calls = new Map<Expr, readonly Overload[]>();
  readonly #fullNames = new Map<Expr, string>();
  readonly #issues: CelIssue[] = [];
  /** Innermost last. */
  readonly #scopes: (readonly [string, CelType])[] = [];

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  result(expr: Expr): Checked {
    const types = new Map<Expr, CelType>();
    for (const [node, type] of this.#types) types.set(node, this.#unifier.resolve(type, 'dyn'));
    return {
      type: types.get(expr) ?? ERROR,
      types,
      calls: this.#calls,
      fullNames: this.#fullNames,
      issues: this.#issues,
    };
  }

  check(expr: Expr): CelType {
    const type = this.#typeOf(expr);
    this.#types.set(expr, type);
    return type;
  }

  #typeOf(expr: Expr): CelType {
    switch (expr.kind) {
      case 'literal':
        return expr.type;
      case 'ident':
        return this.#lookUp(expr.name) ?? this.#undeclared(expr.at, expr.name);
      case 'select':
        return this.#select(expr);
      case 'call':
        return this.#call(expr);
      case 'list':
        return this.#list(expr);
      case 'map':
        return this.#map(expr);
      case 'struct':
        return this.#undeclared(expr.at, expr.name);
      case 'fold':
        return this.#fold(expr);
    }
  }

  #report(at: number, message: string): CelType {
    this.#issues.push({ at, message });
    return ERROR;
  }

  #undeclared(at: number, name: string): CelType {
    return this.#report(at, `undeclared reference to '${name}' (in container '')`);
  }

  #lookUp(name: string): CelType | undefined {
    if (!name.startsWith('.')) {
      const local = this.#scopes.findLast(([known]) => known === name);
      if (local !== undefined) return local[1];
    }
    return this.#declarations.names.get(name.replace(/^\./, ''));
  }

  #select(expr: Select): CelType {
    const full = expr.mode === 'plain' ? dottedName(expr) : undefined;
    const isLocal = this.#scopes.some(([name]) => name === full?.split('.')[0]);
    const declared = full === undefined || isLocal ? undefined : this.#declarations.names.get(full.replace(/^\./, ''));
    if (full !== undefined && declared !== undefined) {
      this.#fullNames.set(expr, full.replace(/^\./, ''));
      return declared;
    }
    const type = this.#field(expr, this.#unifier.resolve(this.check(expr.operand), 'keep'));
    return expr.mode === 'test' ? BOOL : this.#unifier.resolve(type, 'keep');
  }

  #field({ at, field, mode }: Select, operand: CelType): CelType {
    const inside = insideOptional(operand);
    const target = inside ?? operand;
    let type: CelType = DYN;
    if (target.kind === 'map') type = target.params[1] ?? DYN;
    else if (target.kind === 'struct') type = this.#structField(target, field, at);
    else if (target.kind === 'param') this.#unifier.assign(DYN, target);
    else if (!isDynOrError(target)) this.#report(at, `type '${typeText(target)}' does not support field selection`);
    return inside !== undefined || mode === 'optional' ? optionalType(type) : type;
  }

  #structField(struct: CelType, field: string, at: number): CelType {
    if (struct.field === undefined) return this.#report(at, `unexpected failed resolution of '${struct.name}'`);
    return struct.field(field) ?? this.#report(at, `undefined field '${field}'`);
  }

  #call(expr: Call): CelType {
    const args = expr.args.map((arg) => this.check(arg));
    const { target, name, at } = expr;
    const prefix = target === undefined ? undefined : dottedName(target);
    const full = prefix === undefined ? undefined : `${prefix.replace(/^\./, '')}.${name}`;
    if (full !== undefined && this.#declarations.functions.has(full)) {
      this.#fullNames.set(expr, full);
      return this.#resolve(expr, full, args, false);
    }
    if (target !== undefined) args.unshift(this.check(target));
    const plain = name.replace(/^\./, '');
    if (!this.#declarations.functions.has(plain)) return this.#undeclared(at, plain);
    return this.#resolve(expr, plain, args, target !== undefined);
  }

  #resolve(expr: Call, name: string, args: readonly CelType[], isMember: boolean): CelType {
    if (name === '_&&_' || name === '_||_') return this.#logical(expr, name, args);
    const matching: Overload[] = [];
    let result: CelType | undefined;
    for (const overload of this.#declarations.functions.get(name) ?? []) {
      if (overload.isMember !== isMember) continue;
      const fresh = new Map(overload.params.map((param) => [param, this.#unifier.fresh()]));
      const wanted = overload.args.map((arg) => renamed(arg, fresh));
      if (!this.#unifier.assignAll(args, wanted)) continue;
      matching.push(overload);
      const type = this.#unifier.resolve(renamed(overload.result, fresh), 'keep');
      if (result === undefined) result = type;
      else if (!isDyn(result) && !sameType(result, type)) result = DYN;
    }
    this.#calls.set(expr, matching);
    if (result !== undefined) return result;
    const shown = args.map((arg) => typeText(this.#unifier.resolve(arg, 'dyn')));
    const list = isMember ? `${shown[0]}.(${shown.slice(1).join(', ')})` : `(${shown.join(', ')})`;
    return this.#report(expr.at, `found no matching overload for '${name}' applied to '${list}'`);
  }

  #logical(expr: Call, name: string, args: readonly CelType[]): CelType {
    this.#calls.set(expr, this.#declarations.functions.get(name) ?? []);
    let type = BOOL;
    for (const [index, arg] of args.entries()) {
      if (!this.#unifier.assign(arg, BOOL)) type = this.#mismatch(expr.args[index]?.at ?? expr.at, BOOL, arg);
    }
    return type;
  }

  #mismatch(at: number, wanted: CelType, found: CelType): CelType {
    return this.#report(at, `expected type '${typeText(wanted)}' but found '${typeText(found)}'`);
  }

  #list({ items }: ListLiteral): CelType {
    let joined: CelType | undefined;
    for (const { value, isOptional } of items) {
      const type = this.check(value);
      joined = this.#join(value, joined, isOptional ? this.#unwrapped(value, type) : type);
    }
    return listType(joined ?? this.#unifier.fresh());
  }

  #map({ entries }: MapLiteral): CelType {
    let keys: CelType | undefined;
    let values: CelType | undefined;
    for (const { key, value, isOptional } of entries) {
      keys = this.#join(key, keys, this.check(key));
      const type = this.check(value);
      values = this.#join(value, values, isOptional ? this.#unwrapped(value, type) : type);
    }
    return mapType(keys ?? this.#unifier.fresh(), values ?? this.#unifier.fresh());
  }

  #unwrapped(value: Expr, type: CelType): CelType {
    const inside = insideOptional(type);
    if (inside === undefined && !isDyn(type)) this.#mismatch(value.at, optionalType(type), type);
    return inside ?? type;
  }

  #join(value: Expr, before: CelType | undefined, type: CelType): CelType {
    if (before === undefined) return type;
    return this.#unifier.assign(before, type) ? moreGeneral(before, type) : this.#mismatch(value.at, before, type);
  }

  #fold(expr: Fold): CelType {
    const range = this.#unifier.resolve(this.check(expr.range), 'keep');
    const carried = this.check(expr.start);
    this.#scopes.push([expr.accumulator, carried]);
    const types = this.#loopTypes(expr, range);
    for (const [index, name] of expr.variables.entries()) this.#scopes.push([name, types[index] ?? DYN]);
    this.#assert(expr.condition, BOOL);
    this.#assert(expr.step, carried);
    this.#scopes.length -= expr.variables.length;
    const result = this.check(expr.result);
    this.#scopes.pop();
    return this.#unifier.resolve(result, 'keep');
  }

  #loopTypes({ range: { at }, variables }: Fold, range: CelType): readonly CelType[] {
    const isPair = variables.length === 2;
    const [first = DYN, second = DYN] = range.params;
    if (range.kind === 'list') return isPair ? [INT, first] : [first];
    if (range.kind === 'map') return [first, second];
    if (isDynOrError(range) || range.kind === 'param') {
      this.#unifier.assign(DYN, range);
      return [DYN, DYN];
    }
    this.#report(at, `expression of type '${typeText(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`);
    return [ERROR, ERROR];
  }

  #assert(expr: Expr, wanted: CelType): void {
    const type = this.check(expr);
    if (!this.#unifier.assign(wanted, type)) this.#mismatch(expr.at, wanted, type);
  }
}

function renamed(type: CelType, fresh: ReadonlyMap<string, CelType>): CelType {
  if (type.kind === 'param') return fresh.get(type.name) ?? type;
  return type.params.length === 0 ? type : { ...type, params: type.params.map((param) => renamed(param, fresh)) };
}
