// The first document of a YAML text made a plain value in one pass, without a tree of nodes in between: a reader that nothing
// but tokens keeps busy for long. Models goyaml.v2/parserc.go and decode.go.
import { YamlStop } from './yaml-cursor.ts';
import { resolvePlain, resolveTagged } from './yaml-resolve.ts';
import { type Token, type TokenType, YamlScanner } from './yaml-scanner.ts';
import { MERGE, type YamlMap, YamlValues } from './yaml-values.ts';

export type ReadYaml =
  | {
      readonly ok: true;
      /** Parts that were referred to are shared. */
      readonly value: unknown;
      /** Keys written twice, by line, in the words of a strict decoder. */
      readonly duplicates: readonly string[];
    }
  | { readonly ok: false; readonly problem: string };

const CONTROL = new RegExp('[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x84\\x86-\\x9f\\ufffe\\uffff]');

export function readYaml(text: string): ReadYaml {
  if (CONTROL.test(text)) return { ok: false, problem: 'control characters are not allowed' };
  try {
    return new YamlReader(text).read();
  } catch (stop) {
    if (stop instanceof YamlStop) return { ok: false, problem: stop.problem };
    throw stop;
  }
}

/** What a node is called and said to be, before it. */
interface Properties {
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
}

const NO_PROPERTIES: Properties = { anchor: undefined, tag: undefined };
const PREFIXES = { '!': '!', '!!': 'tag:yaml.org,2002:' };

class YamlReader {
  readonly #scanner: YamlScanner;
  readonly #prefixes: Record<string, string> = { ...PREFIXES };
  readonly #values = new YamlValues();

  constructor(text: string) {
    this.#scanner = new YamlScanner(text);
  }

  read(): ReadYaml {
    while (this.#scanner.peek().type === 'document-end') this.#scanner.take();
    this.#readDirectives();
    let value: unknown = null;
    switch (this.#scanner.peek().type) {
      case 'stream-end':
      case 'document-end':
      case 'document-start':
      case 'directive':
        break;
      default:
        value = this.#node(true, false);
    }
    // Upstream looks at what follows the document as far as one token, and reads no other.
    this.#scanner.peek();
    const { problem, duplicates } = this.#values;
    return problem === undefined ? { ok: true, value, duplicates } : { ok: false, problem };
  }

  #readDirectives(): void {
    let isExplicit = false;
    for (; this.#is('directive'); isExplicit = true) {
      const { directive } = this.#scanner.peek();
      if (directive?.name === 'YAML' && directive.version !== '1.1') this.#fail('found incompatible YAML document');
      if (directive?.name === 'TAG') this.#prefixes[directive.handle] = directive.prefix;
      this.#scanner.take();
    }
    if (this.#is('document-start')) this.#scanner.take();
    else if (isExplicit) this.#fail('did not find expected <document start>');
  }

  #is(type: TokenType): boolean {
    return this.#scanner.peek().type === type;
  }

  /** Lines are counted from 0, and upstream's parser adds none; of line 0 it is silent. */
  #fail(problem: string): never {
    const { line } = this.#scanner.peek();
    throw new YamlStop(line === 0 ? problem : `line ${line}: ${problem}`);
  }

  #node(inBlock: boolean, mayBeIndentless: boolean): unknown {
    const first = this.#scanner.peek();
    if (first.type === 'alias') {
      this.#scanner.take();
      return this.#values.referred(first.text);
    }
    const isMarked = first.type === 'anchor' || first.type === 'tag';
    const { anchor, tag } = isMarked ? this.#properties() : NO_PROPERTIES;
    const begun = this.#values.begin(anchor);
    const token = isMarked ? this.#scanner.peek() : first;
    const value = this.#content(token, tag, inBlock, mayBeIndentless, isMarked);
    if (begun !== undefined) this.#values.end(begun, value);
    return value;
  }

  #properties(): Properties {
    let anchor: string | undefined;
    let tag: string | undefined;
    for (;;) {
      const token = this.#scanner.peek();
      if (token.type === 'anchor' && anchor === undefined) anchor = token.text;
      else if (token.type === 'tag' && tag === undefined) tag = this.#fullTag(token);
      else return { anchor, tag };
      this.#scanner.take();
    }
  }

  #fullTag({ tag }: Token): string {
    const { handle = '', suffix = '' } = tag ?? {};
    if (handle === '') return suffix;
    const prefix = this.#prefixes[handle];
    return prefix === undefined ? this.#fail('found undefined tag handle') : prefix + suffix;
  }

  #content(token: Token, tag: string | undefined, inBlock: boolean, mayBeIndentless: boolean, isMarked: boolean): unknown {
    switch (token.type) {
      case 'plain':
      case 'quoted':
        this.#scanner.take();
        return this.#scalar(token, tag);
      case '[':
        return this.#flowSequence();
      case '{':
        return this.#flowMapping();
      case '-':
        if (mayBeIndentless) return this.#sequence(false);
        break;
      case 'block-sequence':
        if (inBlock) return this.#sequence(true);
        break;
      case 'block-mapping':
        if (inBlock) return this.#mapping();
        break;
      default:
    }
    return isMarked ? this.#scalar({ ...token, type: 'plain', text: '' }, tag) : this.#fail('did not find expected node content');
  }

  #scalar({ type, text }: Token, tag: string | undefined): unknown {
    if (tag === undefined) return type === 'plain' ? resolvePlain(text) : text;
    if (tag === '!') return resolvePlain(text);
    const tagged = resolveTagged(tag, text);
    if ('value' in tagged) return tagged.value;
    this.#values.fail(tagged.problem);
    return null;
  }

  /** A node that may be left out: it is, where one of these comes instead. */
  #nodeUnless(inBlock: boolean, mayBeIndentless: boolean, ends: readonly TokenType[]): unknown {
    if (!ends.includes(this.#scanner.peek().type)) return this.#node(inBlock, mayBeIndentless);
    this.#values.count();
    return null;
  }

  #sequence(isIndented: boolean): unknown[] {
    if (isIndented) this.#scanner.take();
    const ends = isIndented ? ENDS.item : ENDS.indentlessItem;
    const items: unknown[] = [];
    while (this.#is('-')) {
      this.#scanner.take();
      items.push(this.#nodeUnless(true, false, ends));
    }
    if (!isIndented) return items;
    if (!this.#is('block-end')) this.#fail("did not find expected '-' indicator");
    this.#scanner.take();
    return items;
  }

  #mapping(): unknown {
    this.#scanner.take();
    const map = this.#values.map();
    while (this.#is('key') || this.#is('value')) this.#pair(map, true, this.#is('key') ? ENDS.key : undefined, ENDS.value);
    if (!this.#is('block-end')) this.#fail('did not find expected key');
    this.#scanner.take();
    return map.fields;
  }

  /** A key, unless there is none to take, and its value. */
  #pair(map: YamlMap, inBlock: boolean, keyEnds: readonly TokenType[] | undefined, valueEnds: readonly TokenType[]): void {
    let key: unknown = null;
    if (keyEnds !== undefined) {
      this.#scanner.take();
      key = this.#key(inBlock, keyEnds);
    } else this.#values.count();
    let { line } = this.#scanner.peek();
    let value: unknown = null;
    if (this.#is('value')) {
      this.#scanner.take();
      const next = this.#scanner.peek();
      if (!valueEnds.includes(next.type)) ({ line } = next);
      value = this.#nodeUnless(inBlock, inBlock, valueEnds);
    } else this.#values.count();
    map.put(key, value, line);
  }

  #key(inBlock: boolean, ends: readonly TokenType[]): unknown {
    const { type, text } = this.#scanner.peek();
    if (type !== 'plain' || text !== '<<') return this.#nodeUnless(inBlock, inBlock, ends);
    this.#scanner.take();
    this.#values.count();
    return MERGE;
  }

  #flowSequence(): unknown[] {
    this.#scanner.take();
    const items: unknown[] = [];
    while (!this.#is(']')) {
      if (items.length > 0) this.#comma(']');
      if (this.#is(']')) break;
      if (this.#is('key')) {
        // `[a: b]` is a list of a map.
        this.#values.count();
        const map = this.#values.map();
        this.#pair(map, false, ENDS.flowItemKey, ENDS.flowItem);
        items.push(map.fields);
      } else items.push(this.#node(false, false));
    }
    this.#scanner.take();
    return items;
  }

  #flowMapping(): unknown {
    this.#scanner.take();
    const map = this.#values.map();
    for (let isFirst = true; !this.#is('}'); isFirst = false) {
      if (!isFirst) this.#comma('}');
      if (this.#is('}')) break;
      if (this.#is('key')) this.#pair(map, false, ENDS.flowKey, ENDS.flowValue);
      else {
        const { line } = this.#scanner.peek();
        map.put(this.#node(false, false), null, line);
        this.#values.count();
      }
    }
    this.#scanner.take();
    return map.fields;
  }

  #comma(close: ']' | '}'): void {
    if (!this.#is(',')) this.#fail(`did not find expected ',' or '${close}'`);
    this.#scanner.take();
  }
}

/** What comes instead of a node that is left out. */
const ENDS = {
  item: ['-', 'block-end'],
  indentlessItem: ['-', 'key', 'value', 'block-end'],
  key: ['key', 'value', 'block-end'],
  value: ['key', 'value', 'block-end'],
  flowItemKey: ['value', ',', ']'],
  flowItem: [',', ']'],
  flowKey: ['value', ',', '}'],
  flowValue: [',', '}'],
} as const satisfies Readonly<Record<string, readonly TokenType[]>>;
