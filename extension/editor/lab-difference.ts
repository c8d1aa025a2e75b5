// What a kind does less here than in Kubernetes, in the few words a line above the manifest has room for. Pure.

const mostCharacters = 80;

/** Of what is noted about a kind, the part that differs: what is as in Kubernetes stands before the semicolon. */
export function labDifference(note: string): string {
  const different = note.slice(note.indexOf('; ') + 1).trim();
  const sentence = /^[^.]*/.exec(different)?.[0] ?? '';
  const short = sentence.length <= mostCharacters ? sentence : (/^[^,:]*/.exec(sentence)?.[0] ?? '');
  return `In this lab ${short.slice(0, 1).toLowerCase()}${short.slice(1)}`;
}
