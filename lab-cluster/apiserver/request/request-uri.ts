// A request's path and query as they stood in the request line, or nearly: names that came again stand together.
import type { ApiRequest } from '../../api/request.ts';

export function requestUri({ path, query }: ApiRequest): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly unknown[]) : [value]).map(
      (one) => `${encodeURIComponent(name)}=${encodeURIComponent(String(one))}`,
    ),
  );
  return pairs.length === 0 ? String(path) : `${path}?${pairs.join('&')}`;
}
