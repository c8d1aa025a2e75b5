// `?labelSelector=` read as the API server reads it: signs and words first, then requirements, with its words for what is wrong.
// Models apimachinery/pkg/labels/selector.go.
import { goQuote } from './field-errors.ts';
import { labelValue, qualifiedName } from './names.ts';
import type { Parsed, Requirement } from './selector.ts';

type TokenType = 'word' | 'end' | 'error' | '(' | ')' | ',' | '!' | '=' | '==' | '!=' | '>' | '<' | 'in' | 'notin';

interface Token {
  readonly type: TokenType;
  readonly text: string;
}

const SIGNS: ReadonlySet<string> = new Set(['(', ')', ',', '!', '=', '==', '!=', '>', '<']);
const OPERATORS: Readonly<Partial<Record<TokenType, Requirement['operator']>>> = {
  in: 'In',
  notin: 'NotIn',
  '=': 'In',
  '==': 'In',
  '!=': 'NotIn',
  '>': 'Gt',
  '<': 'Lt',
};
const EXPECTED_OPERATORS = 'in, notin, =, ==, !=, gt, lt';

/** Thrown and caught in this file only. */
class Refusal {
  readonly problem: string;
  constructor(problem: string) {
    this.problem = problem;
  }
}

/** `app=web,tier in (a, b),!old`, in the order of keys. */
export function parseLabelSelector(text: string): Parsed<readonly Requirement[]> {
  if (text === '') return { ok: true, value: [] };
  try {
    return { ok: true, value: new Parser(tokensOf(text)).requirements() };
  } catch (stop) {
    if (stop instanceof Refusal) return { ok: false, problem: stop.problem };
    throw stop;
  }
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/[ \t\r\n]+|([=!(),><]+)|([^=!(),>< \t\r\n]+)/g)) {
    const [, signs, word] = match;
    if (signs !== undefined) pushSigns(tokens, signs);
    if (word !== undefined) tokens.push({ type: word === 'in' || word === 'notin' ? word : 'word', text: word });
  }
  return [...tokens, { type: 'end', text: '' }];
}

/** A run of signs is cut where the longest known one ends. */
function pushSigns(tokens: Token[], run: string): void {
  for (let at = 0; at < run.length; ) {
    const double = run.slice(at, at + 2);
    const sign = double.length === 2 && SIGNS.has(double) ? double : (run[at] as string);
    tokens.push({ type: sign as TokenType, text: sign });
    at += sign.length;
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  requirements(): readonly Requirement[] {
    const found: Requirement[] = [];
    for (;;) {
      const { type, text } = this.#peek();
      if (type === 'end') break;
      if (type !== 'word' && type !== '!') throw new Refusal(`found '${text}', expected: !, identifier, or 'end of string'`);
      found.push(this.#requirement());
      const next = this.#take();
      if (next.type === 'end') break;
      if (next.type !== ',') throw new Refusal(`found '${next.text}', expected: ',' or 'end of string'`);
      const after = this.#peek();
      if (after.type !== 'word' && after.type !== '!') throw new Refusal(`found '${after.text}', expected: identifier after ','`);
    }
    return found.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  }

  #requirement(): Requirement {
    const negated = this.#peek().type === '!';
    if (negated) this.#take();
    const { type, text: key } = this.#take();
    if (type !== 'word') throw broken(`found '${key}', expected: identifier`);
    const problems = qualifiedName(key);
    if (problems.length > 0) throw broken(`<nil>: Invalid value: ${goQuote(key)}: ${problems.join('; ')}`);
    const next = this.#peek().type;
    if (negated || next === 'end' || next === ',') {
      // What follows a negated key is left for the caller to stumble over.
      return { key, operator: negated ? 'DoesNotExist' : 'Exists', values: [] };
    }
    const sign = this.#take(false);
    const operator = OPERATORS[sign.type];
    if (operator === undefined) throw broken(`found '${sign.text}', expected: ${EXPECTED_OPERATORS}`);
    const values = sign.type === 'in' || sign.type === 'notin' ? this.#set() : [this.#exactValue()];
    checkValues(key, operator, values);
    return { key, operator, values };
  }

  #exactValue(): string {
    const { type } = this.#peek();
    if (type === 'end' || type === ',') return '';
    const value = this.#take();
    if (value.type !== 'word') throw broken(`found '${value.text}', expected: identifier`);
    return value.text;
  }

  /** `(a,,b)`, where nothing at all is the empty value. Sorted, each once, as sets are upstream. */
  #set(): readonly string[] {
    const opening = this.#take();
    if (opening.type !== '(') throw broken(`found '${opening.text}' expected: '('`);
    const values = new Set<string>();
    let expectsValue = true;
    for (;;) {
      const { type, text } = this.#take();
      if (type === ')') {
        if (expectsValue) values.add('');
        return [...values].sort();
      }
      if (type !== ',' && !expectsValue) throw broken(`found '${text}', expected: ',' or ')'`);
      if (type !== ',' && type !== 'word') {
        throw broken(`found '${text}', expected: ${values.size === 0 ? "',', ')' or identifier" : "',', or identifier"}`);
      }
      if (type === 'word') values.add(text);
      else if (expectsValue) values.add('');
      expectsValue = type === ',';
    }
  }

  /** Where a value may stand, `in` and `notin` are words like others. */
  #peek(asValue = true): Token {
    const token = this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] as Token;
    return asValue && (token.type === 'in' || token.type === 'notin') ? { type: 'word', text: token.text } : token;
  }

  #take(asValue = true): Token {
    const token = this.#peek(asValue);
    this.#at++;
    return token;
  }
}

function checkValues(key: string, operator: Requirement['operator'], values: readonly string[]): void {
  const problems: string[] = [];
  for (const [index, value] of values.entries()) {
    if ((operator === 'Gt' || operator === 'Lt') && !/^[-+]?\d{1,18}$/.test(value)) {
      problems.push(`values[${index}]: Invalid value: ${goQuote(value)}: for 'Gt', 'Lt' operators, the value must be an integer`);
    }
  }
  for (const [index, value] of values.entries()) {
    const wrong = labelValue(value);
    if (wrong.length > 0) problems.push(`values[${index}][${key}]: Invalid value: ${goQuote(value)}: ${wrong.join('; ')}`);
  }
  if (problems.length === 0) return;
  throw broken(problems.length === 1 ? (problems[0] as string) : `[${problems.join(', ')}]`);
}

function broken(why: string): Refusal {
  return new Refusal(`unable to parse requirement: ${why}`);
}
