// The requests to the worker that reads YAML, so that neither typing nor a 500-document file blocks the extension host.
import type { ReadObjects } from '../../lab-cluster/kubectl/read-objects.ts';
import type { Status } from '../../lab-cluster/index.ts';
import type { Problem, Reading, TextChange } from './manifest-types.ts';
import type { ReadingChange } from './reading-change.ts';

export interface FieldHelp {
  readonly markdown: string;
  readonly start: number;
  readonly end: number;
}

export interface FieldOffer {
  readonly name: string;
  readonly detail: string;
  readonly documentation: string;
  readonly insert: string;
}

/** A file as it is now: whole, or what was edited since it was sent last, in order, and how long it has become by that. */
export type SentText = { readonly whole: string } | { readonly edits: readonly TextChange[]; readonly length: number };

/** To a whole text its reading, to edits what they change of the reading before; `lost` when they do not fit the text that is held, or newer edits overtook it. */
export type ReadingAnswer = { readonly reading: Reading } | { readonly change: ReadingChange } | 'lost';

export interface ManifestMethods {
  /** A ReadingAnswer as JSON text: a thousand outlines cross to the host in a tenth of the time that copying them takes. */
  read: { params: { readonly file: string; readonly text: SentText }; result: string };
  /** The file was edited further while it is read: the reading is given up, as lost. */
  overtake: { params: { readonly file: string }; result: null };
  forget: { params: { readonly file: string }; result: null };
  objects: { params: { readonly text: string }; result: ReadObjects };
  /** Where in one document the fields stand that a server refused. */
  refused: { params: { readonly text: string; readonly status: Status }; result: readonly Problem[] };
  render: { params: { readonly object: unknown }; result: string };
  help: { params: { readonly text: string; readonly offset: number }; result: FieldHelp | null };
  complete: { params: { readonly text: string; readonly offset: number }; result: readonly FieldOffer[] };
}

export type ManifestMethod = keyof ManifestMethods;
