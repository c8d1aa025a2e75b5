// What is known of a YAML file after reading it: its documents and its problems, as plain data with offsets into the text.
import type { ManifestProblem } from '../../lab-cluster/index.ts';

/** A replacement of [start, end) by `text`. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Fix {
  readonly title: string;
  readonly changes: readonly TextChange[];
}

export interface Problem {
  readonly start: number;
  readonly end: number;
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  /** The field as Kubernetes prints it, or the kind of YAML mistake. */
  readonly code: string;
  readonly fixes: readonly Fix[];
}

/** One Kubernetes document of a file. */
export interface ManifestOutline {
  /** Where its first field begins: the place of its lenses. */
  readonly start: number;
  readonly end: number;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** A Helm template cannot be applied as it stands. */
  readonly isTemplate: boolean;
  /** True when it could be read to the end: only then can it be applied. */
  readonly isReadable: boolean;
  /** For `kind: List`: how many objects it brings. */
  readonly items: number;
  /** Where the lab does less with this kind than Kubernetes; empty where it does not. */
  readonly note: string;
}

export interface Reading {
  readonly documents: readonly ManifestOutline[];
  readonly problems: readonly Problem[];
}

/** The API server's own rules, asked about one object. */
export type CheckObject = (object: unknown) => readonly ManifestProblem[];
