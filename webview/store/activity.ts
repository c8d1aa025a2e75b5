// How busy each lane was over the last minute, counted in half-second bins: what the trace shows when there are too many pods to follow one.
import type { ActivityRow, Micros } from '../../lab-cluster/index.ts';
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
function laneOf(component: string): { readonly key: string; readonly label: string } {
  const place = placeOf(component);
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

/** Rows of components become lanes; `toUs` is the instant at which the last bin ends. */
export function lanesOfActivity(rows: readonly ActivityRow[], toUs: Micros, nodes: number): Activity {
  const fromUs = toUs - binUs * binCount;
  const lanes = new Map<string, { label: string; bins: number[]; total: number }>();
  for (const row of rows) {
    const { key, label } = laneOf(row.component);
    let lane = lanes.get(key);
    if (lane === undefined) {
      lane = {
        label: key === 'kubelet' || key === 'kube-proxy' || key === 'containerd' ? `${label} ×${nodes}` : label,
        bins: new Array<number>(binCount).fill(0),
        total: 0,
      };
      lanes.set(key, lane);
    }
    for (const [bin, count] of row.bins.entries()) {
      lane.bins[bin] = (lane.bins[bin] ?? 0) + count;
      lane.total += count;
    }
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
