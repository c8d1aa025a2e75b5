// The objects of a YAML text, ready to be applied, and why others are not: for the editor and the command line alike.
import { isMap } from './values.ts';
import { isTemplate, parseYaml, valueOf } from './yaml-documents.ts';
import { isBinary, splitDocuments } from './yaml-text.ts';

export interface ReadObjects {
  readonly objects: readonly unknown[];
  readonly errors: readonly string[];
}

/** The objects of a text, in order. Documents that cannot be read become errors; templates too. */
export function readObjects(given: string): ReadObjects {
  const objects: unknown[] = [];
  const errors: string[] = [];
  if (isBinary(given)) return { objects, errors: ['error: the file does not look like text'] };
  // A mark of the byte order may stand before everything, and means nothing.
  const text = given.replace(/^\ufeff/, '');
  for (const segment of splitDocuments(text)) {
    const document = parseYaml(segment.text);
    const [error] = document.errors;
    const line = lineOf(text, segment.start + (error?.pos[0] ?? 0));
    if (isTemplate(segment.text, document)) errors.push(`error: line ${line}: this is a Helm template; render it first (helm template)`);
    else if (error !== undefined)
      errors.push(`error: error parsing: error converting YAML to JSON: yaml: line ${line}: ${error.message.split('\n')[0]}`);
    else {
      const read = valueOf(document);
      if ('failure' in read) errors.push(`error: error parsing: ${read.failure}`);
      else if (isMap(read.value)) objects.push(read.value);
      else if (read.value !== null) errors.push(`error: line ${line}: a manifest must be a map of fields`);
    }
  }
  return { objects, errors };
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
