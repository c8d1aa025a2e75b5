// Whether one type can stand for another, and what type parameters become on the way. Models cel-go's checker/types.go.
import { type CelType, DYN, isDyn, isDynOrError, paramType, sameType } from './types.ts';

/** What type parameters stand for so far. Values are never changed: who is mistaken keeps the old one. */
type Bindings = ReadonlyMap<string, CelType>;

export class Unifier {
  #bindings: Map<string, CelType> = new Map();
  #fresh = 0;

  /** A parameter nobody else has. */
  fresh(): CelType {
    return paramType(`_var${this.#fresh++}`);
  }

  /** Whether `from` may stand where `to` is wanted; what that binds stays bound only then. */
  assign(from: CelType, to: CelType): boolean {
    return this.assignAll([from], [to]);
  }

  assignAll(from: readonly CelType[], to: readonly CelType[]): boolean {
    const before = new Map(this.#bindings);
    if (this.#fitAll(from, to)) return true;
    this.#bindings = before;
    return false;
  }

  /** The type with its parameters replaced by what they stand for; unbound ones become dyn when asked for. */
  resolve(type: CelType, unbound: 'keep' | 'dyn'): CelType {
    return substitute(this.#bindings, type, unbound);
  }

  #fitAll(from: readonly CelType[], to: readonly CelType[]): boolean {
    return from.length === to.length && from.every((type, index) => this.#fit(type, to[index] ?? DYN));
  }

  #fit(from: CelType, to: CelType): boolean {
    if (to.kind === 'param') {
      const { isValid, isBound } = this.#substitutes(from, to);
      if (isValid) return true;
      if (isBound) return false;
    }
    if (from.kind === 'param') return this.#substitutes(to, from).isValid;
    if (isDynOrError(from) || isDynOrError(to)) return true;
    if (from.kind === 'null') return isNullable(to);
    if (to.kind === 'null') return isNullable(from);
    if (from.kind === 'type') return to.kind === 'type';
    if (from.kind !== to.kind || from.name !== to.name) return false;
    return this.#fitAll(from.params, to.params);
  }

  #substitutes(type: CelType, param: CelType): { readonly isValid: boolean; readonly isBound: boolean } {
    if (sameType(type, param)) return { isValid: true, isBound: true };
    const bound = this.#bindings.get(param.name);
    if (bound === undefined) {
      const isValid = !this.#mentions(type, param);
      if (isValid) this.#bindings.set(param.name, type);
      return { isValid, isBound: false };
    }
    if (sameType(type, bound)) return { isValid: true, isBound: true };
    if (!this.#fit(type, bound)) return { isValid: false, isBound: true };
    const general = moreGeneral(type, bound);
    if (!this.#mentions(general, param)) this.#bindings.set(param.name, general);
    return { isValid: true, isBound: true };
  }

  /** A parameter must not stand for something that holds it. */
  #mentions(type: CelType, param: CelType): boolean {
    if (sameType(type, param)) return true;
    if (type.kind !== 'param') return type.params.some((part) => this.#mentions(part, param));
    const bound = this.#bindings.get(type.name);
    return bound !== undefined && this.#mentions(bound, param);
  }
}

function isNullable({ kind }: CelType): boolean {
  return kind === 'opaque' || kind === 'struct' || kind === 'duration' || kind === 'timestamp' || kind === 'null';
}

function substitute(bindings: Bindings, type: CelType, unbound: 'keep' | 'dyn'): CelType {
  if (type.kind === 'param') {
    const bound = bindings.get(type.name);
    if (bound !== undefined) return substitute(bindings, bound, unbound);
    return unbound === 'dyn' ? DYN : type;
  }
  if (type.params.length === 0) return type;
  return { ...type, params: type.params.map((param) => substitute(bindings, param, unbound)) };
}

/** The wider of two types that fit each other. */
export function moreGeneral(left: CelType, right: CelType): CelType {
  return isWiderOrEqual(left, right) ? left : right;
}

function isWiderOrEqual(left: CelType, right: CelType): boolean {
  if (isDyn(left) || left.kind === 'param') return true;
  if (isDyn(right) || right.kind === 'param') return false;
  if (left.kind !== right.kind) return false;
  if (left.kind === 'type') return true;
  if (left.name !== right.name || left.params.length !== right.params.length) return false;
  return left.params.every((param, index) => isWiderOrEqual(param, right.params[index] ?? DYN));
}
