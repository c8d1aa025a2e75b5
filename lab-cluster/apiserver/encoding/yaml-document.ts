// One YAML document read out of a text, as far as the first thing that is wrong: a text of nothing but mistakes costs no more
// than one with a single mistake. YAML is read as upstream reads it: version 1.1, where `n` is false, and one document only.
import { Composer, type Document, type ErrorCode, Parser, type ParsedNode, type Tags } from 'yaml';

/** What is wrong, in the library's words, and where. */
export interface YamlProblem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly offset: number;
}

export type ReadDocument =
  | { readonly ok: true; readonly document: Document.Parsed<ParsedNode> }
  | { readonly ok: false; readonly problem: YamlProblem };

type Place = number | readonly number[] | { readonly offset: number };

/** Thrown and caught in this file only. Not an Error: thousands of those would each carry a stack. */
class Stop {
  readonly problem: YamlProblem;
  constructor(problem: YamlProblem) {
    this.problem = problem;
  }
}

export function readYamlDocument(text: string): ReadDocument {
  const composer = createComposer();
  try {
    const documents = [...composer.compose(oneDocument(text), true, text.length)];
    return { ok: true, document: documents[0] as Document.Parsed<ParsedNode> };
  } catch (stop) {
    if (stop instanceof Stop) return { ok: false, problem: stop.problem };
    throw stop;
  }
}

/** Times, binary data and sets are unknown to Kubernetes' reader, and so are numbers with colons. */
const UNKNOWN_TAG = /:(timestamp|binary|set|omap|pairs)$/;

function createComposer(): Composer {
  const composer = new Composer({
    version: '1.1',
    uniqueKeys: false,
    merge: true,
    logLevel: 'silent',
    customTags: (tags: Tags): Tags =>
      tags.filter((tag) => typeof tag !== 'object' || !(UNKNOWN_TAG.test(tag.tag) || ('format' in tag && tag.format === 'TIME'))),
  });
  let first: YamlProblem | undefined;
  // The library collects what is wrong and reads on. It catches what is thrown within a collection, and tells of that instead.
  const onError = (place: Place, code: ErrorCode, message: string, isWarning?: boolean): void => {
    if (isWarning === true) return;
    first ??= { code, message, offset: offsetOf(place) };
    throw new Stop(first);
  };
  return Object.assign(composer, { onError });
}

/** The tokens of a text up to its second document. */
function* oneDocument(text: string): ReturnType<Parser['parse']> {
  let documents = 0;
  for (const token of new Parser().parse(text)) {
    if (token.type === 'error') throw new Stop({ code: 'UNEXPECTED_TOKEN', message: token.message, offset: token.offset });
    if (token.type === 'document' && ++documents > 1)
      throw new Stop({ code: 'MULTIPLE_DOCS', message: 'more than one document', offset: token.offset });
    yield token;
  }
}

function offsetOf(place: Place): number {
  if (typeof place === 'number') return place;
  return 'offset' in place ? place.offset : (place[0] ?? 0);
}
