// A bug is not a value: it stops the lab where it stands. Nobody inside catches what this throws.

/** Throws when `condition` does not hold. The message is made only then. */
export function invariant(condition: unknown, message: () => string): asserts condition {
  if (!condition) throw new Error(`bug in the lab: ${message()}`);
}
