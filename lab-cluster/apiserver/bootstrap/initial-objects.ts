// Objects that the API server keeps about itself: an APIService for each group version, the bootstrap configuration of priority and
// fairness, and the range that Services get addresses from. Models kube-aggregator/pkg/controllers/autoregister,
// apiserver/pkg/apis/flowcontrol/bootstrap and pkg/controlplane/controller/defaultservicecidr.
// Simplified: written straight into the store, all at once, where upstream sends a request for each and reconciles them later;
// the finalizer of the range, which a controller adds, is there from the beginning.
import type { KubeObject } from '../../api/object.ts';
import { kindOf, kinds } from '../../api/registry.ts';
import { timestamp } from '../../api/time.ts';
import type { Context, Task } from '../../sim/sim.ts';
import { fairnessObjects, type InitialObject } from './initial-fairness.ts';
import { registryKey } from '../storage/registry-key.ts';
import type { Server } from '../server-state.ts';
import { SERVICE_RANGE } from '../services/ranges.ts';

/** Priority of a group before others, and of the version within it. */
const PRIORITIES: Readonly<Record<string, readonly [group: number, version: number]>> = {
  v1: [18_000, 1],
  'apps/v1': [17_800, 15],
  'events.k8s.io/v1': [17_750, 15],
  'authentication.k8s.io/v1': [17_700, 15],
  'authorization.k8s.io/v1': [17_600, 15],
  'autoscaling/v1': [17_500, 15],
  'autoscaling/v2': [17_500, 30],
  'batch/v1': [17_400, 15],
  'certificates.k8s.io/v1': [17_300, 15],
  'networking.k8s.io/v1': [17_200, 15],
  'policy/v1': [17_100, 15],
  'rbac.authorization.k8s.io/v1': [17_000, 15],
  'storage.k8s.io/v1': [16_800, 15],
  'admissionregistration.k8s.io/v1': [16_700, 15],
  'apiextensions.k8s.io/v1': [16_700, 15],
  'scheduling.k8s.io/v1': [16_600, 15],
  'coordination.k8s.io/v1': [16_500, 15],
  'node.k8s.io/v1': [16_300, 15],
  'discovery.k8s.io/v1': [16_200, 15],
  'flowcontrol.apiserver.k8s.io/v1': [16_100, 21],
};

/** Creates what is missing in one write; false when that failed. Needs a watch cache that has everything. */
export function* ensureInitialObjects(server: Server, ctx: Context): Task<boolean> {
  const now = timestamp(server.sim.clock.nowUs);
  const missing: KubeObject[] = [];
  for (const object of [...apiServiceObjects(now), ...fairnessObjects(now), serviceRange(now)]) {
    const kind = kindOf(object.apiVersion, object.kind);
    if (kind === undefined || server.cache.get(kind, registryKey(kind, undefined, object.metadata.name)) !== undefined) continue;
    const metadata = { ...object.metadata, uid: server.sim.rng.uuid(), resourceVersion: '', creationTimestamp: now };
    missing.push({ ...object, metadata } as KubeObject);
  }
  return missing.length === 0 || (yield* server.storage.writeMany(ctx, missing, [])).ok;
}

function apiServiceObjects(now: string): readonly InitialObject[] {
  return [...new Set(kinds.map(({ apiVersion }) => apiVersion))].flatMap((apiVersion) => {
    const priorities = PRIORITIES[apiVersion];
    if (priorities === undefined) return [];
    const [version = '', group = ''] = apiVersion.split('/').toReversed();
    const available = { type: 'Available', status: 'True', reason: 'Local', message: 'Local APIServices are always available' };
    return [
      {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: `${version}.${group}`, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
        spec: {
          ...(group === '' ? {} : { group }),
          version,
          groupPriorityMinimum: priorities[0],
          versionPriority: priorities[1],
        },
        status: { conditions: [{ ...available, lastTransitionTime: now }] },
      },
    ];
  });
}

function serviceRange(now: string): InitialObject {
  const ready = { type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready', lastTransitionTime: now };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'kubernetes', finalizers: ['networking.k8s.io/service-cidr-finalizer'] },
    spec: { cidrs: [SERVICE_RANGE] },
    status: { conditions: [ready] },
  };
}
