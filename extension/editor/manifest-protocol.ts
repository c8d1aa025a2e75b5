// The requests to the worker that reads YAML, so that neither typing nor a 500-document file blocks the extension host.
import type { ReadObjects } from '../../lab-cluster/kubectl/read-objects.ts';
import type { Status } from '../../lab-cluster/index.ts';
import type { Problem } from './manifest-types.ts';

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

export interface ManifestMethods {
  /** The Reading as JSON text: a thousand outlines cross to the host in a tenth of the time that copying them takes. */
  read: { params: { readonly file: string; readonly text: string }; result: string };
  forget: { params: { readonly file: string }; result: null };
  objects: { params: { readonly text: string }; result: ReadObjects };
  /** Where in one document the fields stand that a server refused. */
  refused: { params: { readonly text: string; readonly status: Status }; result: readonly Problem[] };
  render: { params: { readonly object: unknown }; result: string };
  help: { params: { readonly text: string; readonly offset: number }; result: FieldHelp | null };
  complete: { params: { readonly text: string; readonly offset: number }; result: readonly FieldOffer[] };
}

export type ManifestMethod = keyof ManifestMethods;
