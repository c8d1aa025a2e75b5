// Several errors as one sentence. Models apimachinery/pkg/util/errors Aggregate.

/** One sentence as it is, several in brackets; equal ones once. */
export function aggregate(sentences: readonly string[]): string {
  const different = [...new Set(sentences)];
  return different.length === 1 ? (different[0] ?? '') : `[${different.join(', ')}]`;
}
