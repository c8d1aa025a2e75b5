// A CEL expression from its text. Models cel-go's parser/parser.go and gen/CEL.g4.
// Simplified: after the first mistake of grammar the rest of the text is not looked at.
import { type Token, tokenize } from './lexer.ts';
import { bytesLiteral, intLiteral, stringLiteral, uintLiteral } from './literals.ts';
import { expandMacro, MacroMistake } from './macros.ts';
import { type CelIssue, type Expr, isDeeperThan, type ListItem, type MapEntry } from './syntax.ts';
import { BOOL, BYTES, type CelType, DOUBLE, INT, NULL, STRING, UINT } from './types.ts';
import { CelUint, type Value } from './values.ts';

type Parsed = { readonly expr: Expr } | { readonly issues: readonly CelIssue[] };

export function parseCel(source: string): Parsed {
  const { tokens, issues } = tokenize(source);
  const parser = new Parser(tokens, issues);
  const expr = parser.whole();
  return expr === undefined || parser.issues.length > 0 ? { issues: parser.issues } : { expr };
}

const RESERVED = new Set('as break const continue else for function if import let loop package namespace return var void while'.split(' '));
const STARTS = "'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER";
const IN_LIST = `{'[', '{', '(', ']', '.', ',', '-', '!', '?', ${STARTS.slice(STARTS.indexOf("'true'"))}}`;
const IN_MAP = `{'[', '{', '}', '(', '.', ',', '-', '!', '?', ${STARTS.slice(STARTS.indexOf("'true'"))}}`;
const IN_CALL = `{'[', '{', '(', ')', '.', '-', '!', ${STARTS.slice(STARTS.indexOf("'true'"))}}`;
const RELATIONS = new Set(['<', '<=', '>=', '>', '==', '!=', 'in']);
const PRODUCTS = new Set(['*', '/', '%']);
const SUMS = new Set(['+', '-']);
/** How far one rule of the grammar may be inside of itself. The steps of a chain count: there a rule begins with itself. */
const MAX_DEPTH = 250;
/** Each parenthesis may hold a chain: what runs over the tree must still come to its end. */
const MAX_TREE_DEPTH = 1000;
type Chain = 'relation' | 'calc' | 'member';

/** Thrown when the text cannot be read on, caught where parsing began. */
class GrammarStop extends Error {}

class Parser {
  readonly issues: CelIssue[];
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  readonly #chained: Record<Chain, number> = { relation: 0, calc: 0, member: 0 };

  constructor(tokens: readonly Token[], issues: readonly CelIssue[]) {
    this.#tokens = tokens;
    this.issues = [...issues];
  }

  whole(): Expr | undefined {
    try {
      const expr = this.#expr(`{${STARTS}}`);
      const rest = this.#peek();
      if (rest.kind !== 'end') {
        const isLast = this.#peek(1).kind === 'end';
        this.#fail(rest, `${isLast ? 'extraneous' : 'mismatched'} input '${rest.text}' expecting <EOF>`);
      }
      if (isDeeperThan(expr, MAX_TREE_DEPTH)) this.#stopTooDeep();
      return expr;
    } catch (stop) {
      if (!(stop instanceof GrammarStop)) throw stop;
      return undefined;
    }
  }

  #peek(ahead: number = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }

  #isNext(symbol: string, ahead: number = 0): boolean {
    const { kind, text } = this.#peek(ahead);
    return kind === 'symbol' && text === symbol;
  }

  #takeIf(symbol: string): Token | undefined {
    return this.#isNext(symbol) ? this.#take() : undefined;
  }

  #fail(token: Token, message: string): never {
    this.issues.push({ at: token.at, message: `Syntax error: ${message}` });
    throw new GrammarStop();
  }

  /** A mistake that is no mistake of grammar: reading goes on. */
  #report(at: number, message: string): void {
    this.issues.push({ at, message });
  }

  #close(symbol: string): void {
    if (this.#takeIf(symbol) !== undefined) return;
    const token = this.#peek();
    if (token.kind === 'end') this.#fail(token, `missing '${symbol}' at '<EOF>'`);
    this.#fail(token, `${this.#isNext(symbol, 1) ? 'extraneous' : 'mismatched'} input '${token.text}' expecting '${symbol}'`);
  }

  #expr(expected: string = `{${STARTS}}`): Expr {
    if (++this.#depth > MAX_DEPTH) this.#stopTooDeep();
    const condition = this.#logical('||', expected);
    const mark = this.#takeIf('?');
    const expr = mark === undefined ? condition : this.#choice(condition, mark);
    this.#depth--;
    return expr;
  }

  #choice(condition: Expr, { at }: Token): Expr {
    const yes = this.#logical('||', `{${STARTS}}`);
    this.#close(':');
    return { kind: 'call', name: '_?_:_', target: undefined, args: [condition, yes, this.#expr()], at };
  }

  #goOn(chain: Chain): void {
    if (++this.#chained[chain] + this.#depth > MAX_DEPTH) this.#stopTooDeep();
  }

  #stopTooDeep(): never {
    this.#report(0, `expression recursion limit exceeded: ${MAX_DEPTH}`);
    throw new GrammarStop();
  }

  #logical(symbol: '||' | '&&', expected: string): Expr {
    const term = (wanted: string): Expr => (symbol === '||' ? this.#logical('&&', wanted) : this.#relation(wanted));
    const terms = [term(expected)];
    const marks: number[] = [];
    for (let token = this.#takeIf(symbol); token !== undefined; token = this.#takeIf(symbol)) {
      marks.push(token.at);
      terms.push(term(`{${STARTS}}`));
    }
    return balanced(`_${symbol}_`, terms, marks);
  }

  #relation(expected: string): Expr {
    return this.#binary('relation', RELATIONS, expected, (wanted) =>
      this.#binary('calc', SUMS, wanted, (inner) => this.#binary('calc', PRODUCTS, inner, (last) => this.#unary(last))),
    );
  }

  #binary(chain: Chain, operators: ReadonlySet<string>, expected: string, operand: (expected: string) => Expr): Expr {
    const before = this.#chained[chain];
    let left = operand(expected);
    for (let token = this.#peek(); token.kind === 'symbol' && operators.has(token.text); token = this.#peek()) {
      this.#next++;
      this.#goOn(chain);
      const name = token.text === 'in' ? '@in' : `_${token.text}_`;
      left = { kind: 'call', name, target: undefined, args: [left, operand(`{${STARTS}}`)], at: token.at };
    }
    this.#chained[chain] = before;
    return left;
  }

  #unary(expected: string): Expr {
    const token = this.#peek();
    if (!this.#isNext('!') && !this.#isNext('-')) return this.#member(this.#primary(expected));
    const { kind } = this.#peek(1);
    if (token.text === '-' && (kind === 'int' || kind === 'float')) return this.#member(this.#negativeNumber());
    let count = 0;
    while (this.#takeIf(token.text) !== undefined) count++;
    const operand = this.#member(this.#primary(`{${STARTS}}`));
    // Two of them are none.
    if (count % 2 === 0) return operand;
    return { kind: 'call', name: token.text === '!' ? '!_' : '-_', target: undefined, args: [operand], at: token.at };
  }

  #member(first: Expr): Expr {
    const before = this.#chained.member;
    let expr = first;
    for (; this.#isNext('.') || this.#isNext('['); this.#goOn('member')) {
      const dot = this.#takeIf('.');
      if (dot !== undefined) expr = this.#afterDot(expr, dot);
      else {
        const open = this.#take();
        const isOptional = this.#takeIf('?') !== undefined;
        const index = this.#expr();
        this.#close(']');
        expr = { kind: 'call', name: isOptional ? '_[?_]' : '_[_]', target: undefined, args: [expr, index], at: open.at };
      }
    }
    this.#chained.member = before;
    return expr;
  }

  #afterDot(operand: Expr, dot: Token): Expr {
    const isOptional = this.#takeIf('?') !== undefined;
    const token = this.#take();
    if (token.kind === 'escaped') {
      return { kind: 'select', operand, field: token.text.slice(1, -1), mode: isOptional ? 'optional' : 'plain', at: dot.at };
    }
    if (token.kind !== 'identifier') {
      const isWord = token.text === 'true' || token.text === 'false' || token.text === 'null';
      if (isWord) this.#fail(token, `mismatched input '${token.text}' expecting IDENTIFIER`);
      this.#fail(token, `no viable alternative at input '.${token.kind === 'end' ? '' : token.text}'`);
    }
    const open = isOptional ? undefined : this.#takeIf('(');
    if (open === undefined) {
      return { kind: 'select', operand, field: token.text, mode: isOptional ? 'optional' : 'plain', at: dot.at };
    }
    return this.#call(token.text, operand, this.#args(), open.at);
  }

  #call(name: string, target: Expr | undefined, args: readonly Expr[], at: number): Expr {
    const expanded = expandMacro({ name, target, args, at });
    if (expanded instanceof MacroMistake) this.#report(expanded.at, expanded.message);
    else if (expanded !== undefined) return expanded;
    return { kind: 'call', name, target, args, at };
  }

  #args(): readonly Expr[] {
    if (this.#takeIf(')') !== undefined) return [];
    const args = [this.#expr(IN_CALL)];
    while (this.#takeIf(',') !== undefined) args.push(this.#expr());
    this.#close(')');
    return args;
  }

  #primary(expected: string): Expr {
    const token = this.#peek();
    if (token.kind === 'symbol') {
      switch (token.text) {
        case '(': {
          this.#next++;
          const inner = this.#expr();
          this.#close(')');
          return inner;
        }
        case '[':
          return this.#list();
        case '{':
          return this.#map();
        case '.':
          if (this.#peek(1).kind === 'identifier') {
            this.#next++;
            return this.#named('.');
          }
          break;
        case 'true':
        case 'false':
          this.#next++;
          return { kind: 'literal', value: token.text === 'true', type: BOOL, at: token.at };
        case 'null':
          this.#next++;
          return { kind: 'literal', value: null, type: NULL, at: token.at };
        default:
      }
    } else if (token.kind === 'identifier') return this.#named('');
    else if (token.kind !== 'end' && token.kind !== 'escaped') return this.#literal();
    const isStray = token.kind !== 'end' && startsExpression(this.#peek(1));
    this.#fail(token, `${isStray ? 'extraneous' : 'mismatched'} input '${token.text}' expecting ${expected}`);
  }

  #named(prefix: '' | '.'): Expr {
    const token = this.#take();
    const name = prefix + token.text;
    if (RESERVED.has(token.text)) this.#report(token.at, `reserved identifier: ${token.text}`);
    const open = this.#takeIf('(');
    if (open !== undefined) return this.#call(name, undefined, this.#args(), open.at);
    const struct = this.#structName(name);
    return struct ?? { kind: 'ident', name, at: token.at };
  }

  /** `a.b.C{…}`: known only from its brace. */
  #structName(first: string): Expr | undefined {
    let ahead = 0;
    let name = first;
    while (this.#isNext('.', ahead) && this.#peek(ahead + 1).kind === 'identifier') {
      name += `.${this.#peek(ahead + 1).text}`;
      ahead += 2;
    }
    if (!this.#isNext('{', ahead)) return undefined;
    this.#next += ahead;
    const { at } = this.#take();
    const values: Expr[] = [];
    while (!this.#isNext('}')) {
      this.#takeIf('?');
      const field = this.#take();
      if (field.kind !== 'identifier' && field.kind !== 'escaped') {
        this.#fail(field, `extraneous input '${field.text}' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}`);
      }
      this.#close(':');
      values.push(this.#expr());
      if (this.#takeIf(',') === undefined) break;
    }
    this.#close('}');
    return { kind: 'struct', name, values, at };
  }

  #list(): Expr {
    const { at } = this.#take();
    const items: ListItem[] = [];
    while (!this.#isNext(']')) {
      const isOptional = this.#takeIf('?') !== undefined;
      items.push({ value: this.#expr(items.length === 0 ? IN_LIST : undefined), isOptional });
      if (this.#takeIf(',') === undefined || this.#peek().kind === 'end') break;
    }
    this.#close(']');
    return { kind: 'list', items, at };
  }

  #map(): Expr {
    const { at } = this.#take();
    const entries: MapEntry[] = [];
    while (!this.#isNext('}')) {
      const isOptional = this.#takeIf('?') !== undefined;
      const key = this.#expr(entries.length === 0 ? IN_MAP : undefined);
      this.#close(':');
      entries.push({ key, value: this.#expr(), isOptional });
      if (this.#takeIf(',') === undefined || this.#peek().kind === 'end') break;
    }
    this.#close('}');
    return { kind: 'map', entries, at };
  }

  #negativeNumber(): Expr {
    const { at } = this.#take();
    const number = this.#literal('-');
    return { ...number, at };
  }

  #literal(sign: '' | '-' = ''): Expr {
    const token = this.#take();
    const { at } = token;
    const made = (value: Value, type: CelType): Expr => ({ kind: 'literal', value, type, at });
    const wrong = (message: string): Expr => {
      this.#report(at, message);
      return made(null, NULL);
    };
    switch (token.kind) {
      case 'int': {
        const value = intLiteral(sign + token.text);
        return value === undefined ? wrong('invalid int literal') : made(value, INT);
      }
      case 'uint': {
        const value = uintLiteral(token.text);
        return value === undefined ? wrong('invalid uint literal') : made(new CelUint(value), UINT);
      }
      case 'float': {
        const value = Number(sign + token.text);
        return Number.isFinite(value) ? made(value, DOUBLE) : wrong('invalid double literal');
      }
      case 'bytes':
        return made(bytesLiteral(token.text), BYTES);
      default: {
        const read = stringLiteral(token.text);
        return 'problem' in read ? wrong(read.problem) : made(read.text, STRING);
      }
    }
  }
}

/** A long chain of and, or of or, as a tree that is wide, not deep. */
function balanced(name: string, terms: readonly Expr[], marks: readonly number[]): Expr {
  if (marks.length === 0) return terms[0] as Expr;
  const middle = marks.length >> 1;
  const left = balanced(name, terms.slice(0, middle + 1), marks.slice(0, middle));
  const right = balanced(name, terms.slice(middle + 1), marks.slice(middle + 1));
  return { kind: 'call', name, target: undefined, args: [left, right], at: marks[middle] ?? 0 };
}

const STARTING = new Set(['[', '{', '(', '.', '-', '!', 'true', 'false', 'null']);

function startsExpression({ kind, text }: Token): boolean {
  return kind === 'symbol' ? STARTING.has(text) : kind !== 'end' && kind !== 'escaped';
}
