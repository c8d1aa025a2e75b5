// Prefers nodes that already have the pod's images, the more so the larger they are and the fewer nodes lack them.
// Models pkg/scheduler/framework/plugins/imagelocality.
import { definePlugin, MAX_SCORE, SKIP } from '../framework.ts';

const LEAST_BYTES = 23 * 1024 * 1024;
const MOST_BYTES_PER_CONTAINER = 1000 * 1024 * 1024;

interface ImageState {
  readonly images: readonly string[];
  readonly containers: number;
  readonly shares: ReadonlyMap<string, number>;
}

export const imageLocality = definePlugin<undefined, ImageState>({
  name: 'ImageLocality',
  weight: 1,
  freedBy: [],
  beforeScore({ pod, snapshot }) {
    const containers = [...(pod.pod.spec.initContainers ?? []), ...pod.pod.spec.containers];
    const shares = new Map<string, number>();
    for (const { image = '' } of containers) {
      const name = withTag(image);
      const nodes = snapshot.imageNodes.get(name) ?? 0;
      if (nodes > 0) shares.set(name, nodes / snapshot.size);
    }
    if (shares.size === 0) return SKIP;
    return { state: { images: [...shares.keys()], containers: containers.length, shares } };
  },
  score({ images, containers, shares }, node) {
    let bytes = 0;
    for (const image of images) bytes += Math.floor((node.images.get(image) ?? 0) * (shares.get(image) ?? 0));
    const most = MOST_BYTES_PER_CONTAINER * containers;
    const bounded = Math.min(Math.max(bytes, LEAST_BYTES), most);
    return Math.floor((MAX_SCORE * (bounded - LEAST_BYTES)) / (most - LEAST_BYTES));
  },
});

/** Only a missing tag is added, so `nginx` is not found under `docker.io/library/nginx`: upstream is no wiser. */
function withTag(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
}
