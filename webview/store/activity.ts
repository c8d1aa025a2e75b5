// How busy each lane was over the last minute, counted in half-second bins: what the trace shows when there are too many pods to follow one.
import type { Micros, SpanRow } from '../../lab-cluster/index.ts';
import { placeOf } from './places.ts';

export const binUs = 500_000;
export const binCount = 120;

export interface ActivityLane {
  readonly key: string;
  readonly label: string;
  readonly bins: readonly number[];
}

export interface Activity {
  readonly fromUs: Micros;
  readonly toUs: Micros;
  readonly lanes: readonly ActivityLane[];
  /** Spans of these lanes or places in the last minute. */
  perMinute(lanes: readonly string[]): number;
}

/** Kubelets, runtimes and proxies of all nodes are one lane each. */
function laneOf(span: SpanRow): { readonly key: string; readonly label: string } {
  const place = placeOf(span.component);
  switch (place.kind) {
    case 'kubelet':
      return { key: 'kubelet', label: 'kubelet' };
    case 'runtime':
      return { key: 'containerd', label: 'Runtime' };
    case 'proxy':
      return { key: 'kube-proxy', label: 'kube-proxy' };
    default:
      return { key: place.laneKey, label: place.lane };
  }
}

const firstLanes = ['kube-apiserver', 'etcd'];

/** `toUs` is the present instant; spans older than a minute before it do not count. */
export function countActivity(spans: readonly SpanRow[], toUs: Micros, nodes: number): Activity {
  const fromUs = toUs - binUs * binCount;
  const lanes = new Map<string, { label: string; bins: number[]; total: number }>();
  for (const span of spans) {
    const bin = Math.floor((span.startUs - fromUs) / binUs);
    if (bin < 0 || bin >= binCount || span.kind === 'watch' || span.kind === 'request' || span.kind === 'input') {
      continue;
    }
    const { key, label } = laneOf(span);
    let lane = lanes.get(key);
    if (lane === undefined) {
      lane = {
        label: key === 'kubelet' || key === 'kube-proxy' || key === 'containerd' ? `${label} ×${nodes}` : label,
        bins: new Array<number>(binCount).fill(0),
        total: 0,
      };
      lanes.set(key, lane);
    }
    lane.bins[bin] = (lane.bins[bin] ?? 0) + 1;
    lane.total++;
  }
  const sorted = [...lanes].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return {
    fromUs,
    toUs,
    lanes: sorted.map(([key, lane]) => ({ key, label: lane.label, bins: lane.bins })),
    perMinute: (keys) => keys.reduce((sum, key) => sum + (lanes.get(key)?.total ?? 0), 0),
  };
}

function rank(key: string): number {
  const first = firstLanes.indexOf(key);
  return first >= 0 ? first : ['kubelet', 'containerd', 'kube-proxy'].includes(key) ? 20 : 10;
}
