// What each node may see because of the pods bound to it: their Secrets, ConfigMaps, claims and accounts, counted per node
// while pods come and go. Models plugin/pkg/auth/authorizer/node/graph.go.
import { type Pod, pods } from '../../api/kinds/pod.ts';
import { erased } from '../../api/registry.ts';
import { MIRROR } from '../../api/validate/pod-annotations.ts';
import type { WatchCache } from '../storage/watch-cache.ts';
import { type Reach, visitReferences } from './pod-references.ts';

export class NodeGraph {
  /** How many pods of a node lead to a thing, by node, then by `plural/namespace/name`. */
  readonly #byNode = new Map<string, Map<string, number>>();

  constructor(cache: WatchCache) {
    cache.of(erased(pods)).observe(({ previous, object }) => {
      const before = previous as Pod | undefined;
      const after = object as Pod | undefined;
      // The rest of what counts here never changes once a pod has a node, but for containers added to look into it.
      const same = before?.spec.nodeName === after?.spec.nodeName && before?.spec.ephemeralContainers === after?.spec.ephemeralContainers;
      if (same) return;
      if (before?.spec.nodeName) this.#count(before, -1);
      if (after?.spec.nodeName) this.#count(after, 1);
    });
  }

  leads(node: string, reach: Reach, namespace: string, name: string): boolean {
    return this.#byNode.get(node)?.has(`${reach}/${namespace}/${name}`) ?? false;
  }

  /** Names of the claims that pods of this node use, as `namespace/name`. */
  claims(node: string): readonly string[] {
    const prefix = 'persistentvolumeclaims/';
    const found: string[] = [];
    for (const key of this.#byNode.get(node)?.keys() ?? []) if (key.startsWith(prefix)) found.push(key.slice(prefix.length));
    return found;
  }

  #count(pod: Pod, change: 1 | -1): void {
    const node = pod.spec.nodeName ?? '';
    const counts = this.#byNode.get(node) ?? new Map<string, number>();
    this.#byNode.set(node, counts);
    for (const key of reachedBy(pod)) {
      const count = (counts.get(key) ?? 0) + change;
      if (count > 0) counts.set(key, count);
      else counts.delete(key);
    }
    if (counts.size === 0) this.#byNode.delete(node);
  }
}

/** Each thing once. A mirror of a static pod leads nowhere: its node wrote it itself. */
function reachedBy(pod: Pod): ReadonlySet<string> {
  const { namespace = '', name, annotations } = pod.metadata;
  const reached = new Set<string>([`pods/${namespace}/${name}`]);
  if (annotations?.[MIRROR] === undefined) visitReferences(pod, (reach, target) => void reached.add(`${reach}/${namespace}/${target}`));
  return reached;
}
