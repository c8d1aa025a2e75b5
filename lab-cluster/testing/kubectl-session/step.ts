// One command of the scripted session: what a person types, and what has to come back.

export interface Step {
  /** As typed, without the word `kubectl`; single quotes keep spaces together, and `$DIR` is a folder of the session's own. */
  readonly run: string;
  readonly code: number;
  /** What standard output and standard error together must match, each of them. */
  readonly says: readonly RegExp[];
  readonly options: StepOptions;
}

interface StepOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the command, as a person ends a watch, once its output matches. */
  readonly until?: RegExp;
  /** The first version whose kubectl knows the command: `1.30`. */
  readonly since?: string;
  /** What it must not say. */
  readonly not?: RegExp;
}

/** A command that must succeed. */
export function ok(run: string, says: RegExp | readonly RegExp[], options: StepOptions = {}): Step {
  return { run, code: 0, says: says instanceof RegExp ? [says] : says, options };
}

/** A command that must fail, with exit code 1 unless told otherwise. */
export function fails(run: string, says: RegExp, options: StepOptions & { readonly code?: number } = {}): Step {
  return { run, code: options.code ?? 1, says: [says], options };
}

/** A command that runs until it has said enough. */
export function watches(run: string, until: RegExp, options: StepOptions = {}): Step {
  return { run, code: 0, says: [until], options: { ...options, until } };
}
