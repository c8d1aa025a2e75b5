// Reads whole YAML files for the editor: outlines and problems. Pure; it runs in a worker so that typing never waits for it.
import { stringify } from 'yaml';
import type { CheckObject, Problem, Reading } from './manifest-types.ts';
import { type ManifestReading, readManifest } from './read-manifest.ts';
import { movedProblem } from './reading-change.ts';
import { DocumentCache } from '../../lab-cluster/kubectl/yaml-documents.ts';
import { isMap } from '../../lab-cluster/kubectl/values.ts';
import { isBinary, maxCheckedCharacters, type Segment, splitDocuments } from '../../lab-cluster/kubectl/yaml-text.ts';

/** Files whose documents are remembered; the one used longest ago is forgotten first. */
const maxFiles = 50;

interface Part extends Segment {
  /** True when it begins without a `---` before it. */
  readonly runsOn: boolean;
}

export class ManifestReader {
  readonly #check: CheckObject;
  readonly #files = new Map<string, DocumentCache<ManifestReading>>();

  constructor(check: CheckObject) {
    this.#check = check;
  }

  /** Everything the editor shows of a file, with a stop after each document that had to be read; `file` names it for the cache. */
  *read(file: string, text: string): Generator<void, Reading> {
    if (isBinary(text)) return notice(text, 'This file does not look like text, so it is not checked.');
    if (text.length > maxCheckedCharacters) return tooLarge(text);
    const parts = splitDocuments(text).flatMap(splitRunOn);
    const readings = yield* this.#cacheOf(file).resolve(parts.map((part) => part.text));
    return collect(parts, readings);
  }

  forget(file: string): void {
    this.#files.delete(file);
  }

  /** An object as YAML, status last; who set which field is left out, as kubectl does. */
  render(object: unknown): string {
    return stringify(readable(object), { lineWidth: 0, aliasDuplicateObjects: false });
  }

  #cacheOf(file: string): DocumentCache<ManifestReading> {
    const cache = this.#files.get(file) ?? new DocumentCache((text: string) => readManifest(text, this.#check));
    this.#files.delete(file);
    this.#files.set(file, cache);
    const [oldest] = this.#files.keys();
    if (this.#files.size > maxFiles && oldest !== undefined) this.#files.delete(oldest);
    return cache;
  }
}

/** What it is, who it is, what is wanted, how it is: the order in which people read an object. */
function readable(object: unknown): unknown {
  if (!isMap(object) || !isMap(object['metadata'])) return object;
  const { apiVersion, kind, metadata, status, ...rest } = object;
  const { managedFields: _fields, ...named } = metadata as Record<string, unknown>;
  return { apiVersion, kind, metadata: named, ...rest, ...(status !== undefined && { status }) };
}

function notice(text: string, message: string): Reading {
  return {
    documents: [],
    problems: [{ start: 0, end: Math.min(text.length, 1), severity: 'information', code: 'file', message, fixes: [] }],
  };
}

function tooLarge(text: string): Reading {
  const megabytes = (characters: number): string => `${(characters / 1_000_000).toFixed(1)} MB`;
  if (!/^apiVersion:/m.test(text)) return { documents: [], problems: [] };
  return notice(
    text,
    `This file is too large to be checked while you type (${megabytes(text.length)}; the limit is ${megabytes(maxCheckedCharacters)}). It can still be applied.`,
  );
}

/** A second `apiVersion:` in the first column of one document: two manifests with the line `---` between them lost. */
function splitRunOn(segment: Segment): readonly Part[] {
  const starts = [...segment.text.matchAll(/^apiVersion:/gm)].map((match) => match.index);
  if (starts.length < 2) return [{ ...segment, runsOn: false }];
  const cuts = [0, ...starts.slice(1), segment.text.length];
  return cuts.slice(0, -1).map((cut, index) => ({
    start: segment.start + cut,
    text: segment.text.slice(cut, cuts[index + 1]),
    runsOn: index > 0,
  }));
}

function collect(parts: readonly Part[], readings: readonly ManifestReading[]): Reading {
  const documents: Reading['documents'][number][] = [];
  const problems: Problem[] = [];
  parts.forEach((part, index) => {
    const reading = readings[index];
    if (reading?.outline === undefined) {
      problems.push(...(reading?.problems ?? []).map((problem) => movedProblem(problem, part.start)));
      return;
    }
    const { outline } = reading;
    const shared = part.runsOn || (parts[index + 1]?.runsOn ?? false);
    documents.push({
      ...outline,
      start: outline.start + part.start,
      end: outline.end + part.start,
      isReadable: outline.isReadable && !shared,
    });
    if (part.runsOn && !outline.isTemplate) problems.push(missingSeparator(part.start));
    problems.push(...reading.problems.map((problem) => movedProblem(problem, part.start)));
  });
  return { documents, problems };
}

function missingSeparator(start: number): Problem {
  return {
    start,
    end: start + 'apiVersion'.length,
    severity: 'error',
    code: 'yaml',
    message: 'Another manifest begins here: a line `---` is missing above it, so both are read as one.',
    fixes: [{ title: 'Insert `---` above', changes: [{ start, end: start, text: '---\n' }] }],
  };
}
