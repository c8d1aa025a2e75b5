// Whether a request was meant for us. Web pages can make a browser speak to 127.0.0.1 under another name (DNS rebinding), so
// that the names we answer to are few.

const OURS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** `host` is the Host header or HTTP/2's :authority. The result is what is wrong with it, in plain words. */
export function hostProblem(host: string | undefined, port: number): string | undefined {
  if (host === undefined || host === '') return 'this request names no host';
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i.exec(host);
  const name = match?.[1]?.toLowerCase() ?? '';
  if (OURS.has(name) && Number(match?.[2] ?? 443) === port) return undefined;
  return `this server is https://127.0.0.1:${port} and answers for no other host`;
}
