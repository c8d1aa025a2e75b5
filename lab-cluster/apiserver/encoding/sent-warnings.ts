// Which warnings go out with an answer: each once, and where they are too much for headers, each cut short.
// Models apiserver/pkg/endpoints/filters/warning.go.

const MOST_SIGNS = 4 * 1024;
const MOST_SIGNS_EACH = 256;

export function sentWarnings(texts: readonly string[]): readonly string[] {
  const sendable = [...new Set(texts)].filter((text) => text !== '' && !/\p{Cc}/u.test(text));
  const signs = sendable.reduce((sum, text) => sum + Array.from(text).length, 0);
  return signs <= MOST_SIGNS ? sendable : truncated(sendable);
}

/** All that begin within the limit. */
function truncated(texts: readonly string[]): readonly string[] {
  const sent: string[] = [];
  let signs = 0;
  for (const text of texts) {
    if (signs >= MOST_SIGNS) break;
    const short = Array.from(text).slice(0, MOST_SIGNS_EACH);
    signs += short.length;
    sent.push(short.join(''));
  }
  return sent;
}
