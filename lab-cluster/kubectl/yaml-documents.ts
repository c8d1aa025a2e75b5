// YAML documents read one by one, each remembered by its text: after an edit only the document that changed is read again.
import { type Document, isMap, isScalar, Lexer, parseDocument, type ParsedNode, type Pair, type Tags, visit, type YAMLMap } from 'yaml';

export type YamlDocument = Document.Parsed<ParsedNode>;

/** Tags that YAML 1.1 knows and Kubernetes' parser does not: times, binary data, sets; sexagesimal numbers are strings to it too. */
const unknownToKubernetes = /timestamp|binary|:set$|omap|pairs/;

/** Kubernetes reads YAML 1.1: `yes` and `n` are booleans, `0644` is octal, `<<` merges. */
const options = {
  version: '1.1',
  merge: true,
  uniqueKeys: true,
  keepSourceTokens: false,
  prettyErrors: false,
  logLevel: 'silent',
  customTags: (tags: Tags): Tags =>
    tags.filter((tag) => typeof tag === 'string' || !(unknownToKubernetes.test(tag.tag) || tag.format === 'TIME')),
} as const;

export function parseYaml(text: string): YamlDocument {
  const document = parseDocument(text, options) as YamlDocument;
  // Where the parser ran out of stack it says so again and again, and what it says is no word for people.
  const tooDeep = document.errors.find((error) => error.message.includes('call stack'));
  if (tooDeep === undefined) return document;
  tooDeep.message = 'this is nested too deeply to be read';
  document.errors = [tooDeep];
  return document;
}

/** More tokens than a document of any use has; they take half a second to parse. */
const MOST_TOKENS = 100_000;

/** Whether a document is so full of tokens that reading it would take long. Text, however long, is few of them. */
export function isTooDense(text: string): boolean {
  if (text.length <= MOST_TOKENS) return false;
  let tokens = 0;
  for (const _ of new Lexer().lex(text)) if (++tokens > MOST_TOKENS) return true;
  return false;
}

/** The value of a document; aliases are counted, so that a few lines cannot stand for a billion. */
export function valueOf(document: YamlDocument): { readonly value: unknown } | { readonly failure: string } {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return hasAlias(document) && isCyclic(value, new Set()) ? { failure: 'yaml: the value of an anchor contains itself' } : { value };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

function hasAlias(document: YamlDocument): boolean {
  let found = false;
  visit(document, {
    Alias() {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function isCyclic(value: unknown, above: Set<object>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (above.has(value)) return true;
  above.add(value);
  const found = Object.values(value).some((each) => isCyclic(each, above));
  above.delete(value);
  return found;
}

/** Remembers what was made of each document text of one file, for as long as the text is in the file. */
export class DocumentCache<T> {
  readonly #make: (text: string) => T;
  #known = new Map<string, T>();

  constructor(make: (text: string) => T) {
    this.#make = make;
  }

  /**
   * Results for all texts, in order, with a stop after each that had to be made; texts that are not named are forgotten. Whoever
   * goes no further at a stop keeps what was made.
   */
  *resolve(texts: readonly string[]): Generator<void, readonly T[]> {
    const next = new Map<string, T>();
    const results: T[] = [];
    for (const text of texts) {
      let result = next.get(text) ?? this.#known.get(text);
      if (result === undefined) {
        result = this.#make(text);
        this.#known.set(text, result);
        yield;
      }
      next.set(text, result);
      results.push(result);
    }
    this.#known = next;
    return results;
  }
}

/** True for a Helm template: `{{` anywhere that is not a comment or the inside of a block scalar. */
export function isTemplate(text: string, document: YamlDocument): boolean {
  if (!text.includes('{{')) return false;
  if (document.errors.length > 0) return true;
  let found = false;
  visit(document, {
    Scalar(_key, node) {
      const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
      if (!block && typeof node.value === 'string' && node.value.includes('{{')) found = true;
      return found ? visit.BREAK : undefined;
    },
    Map(_key, node) {
      // Unquoted, `{{ .Values.x }}` is a map whose key is a map.
      if (node.flow === true && node.items.some((pair) => isMap(pair.key))) found = true;
      return found ? visit.BREAK : undefined;
    },
  });
  return found;
}

export function topMap(document: YamlDocument): YAMLMap.Parsed | undefined {
  return isMap(document.contents) ? (document.contents as YAMLMap.Parsed) : undefined;
}

export function keyText(pair: Pair): string | undefined {
  return isScalar(pair.key) ? String(pair.key.value) : undefined;
}
