// Which of several classes that are marked as default holds: the newest; of equally new ones the first by name.
import type { KubeObject } from '../../api/object.ts';

export function newestOf(marked: readonly KubeObject[]): KubeObject | undefined {
  let best = marked[0];
  for (const one of marked) if (best !== undefined && isBetter(one, best)) best = one;
  return best;
}

function isBetter({ metadata: left }: KubeObject, { metadata: right }: KubeObject): boolean {
  if (left.creationTimestamp !== right.creationTimestamp) return (left.creationTimestamp ?? '') > (right.creationTimestamp ?? '');
  return left.name < right.name;
}
