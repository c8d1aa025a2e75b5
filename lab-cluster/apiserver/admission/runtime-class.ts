// RuntimeClass: a pod that names a runtime takes over what that runtime costs and where it can be had.
// Models plugin/pkg/admission/runtimeclass.
import { forbiddenStatus } from '../../api/errors.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import { type RuntimeClass, runtimeClasses } from '../../api/kinds/runtime-class.ts';
import { erased } from '../../api/registry.ts';
import { equalLists } from '../../api/resource-sums.ts';
import type { Status } from '../../api/status.ts';
import { writable } from '../../api/writable.ts';
import { registryKey } from '../storage/registry-key.ts';
import { mergeTolerations } from './merge-tolerations.ts';
import { type AdmissionEnv, type AdmissionPlugin, type AdmissionRequest, creates } from './plugin.ts';

const kind = erased(runtimeClasses);
const OTHER_OVERHEAD = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  handles: (request) =>
    creates(request, 'pods') &&
    ((request.object as Pod).spec.runtimeClassName !== undefined || (request.object as Pod).spec.overhead !== undefined),
  mutate: (request, env) => {
    const { spec } = request.object as Pod;
    const { runtimeClassName } = spec;
    if (runtimeClassName === undefined) return undefined;
    const found = classOf(request, env);
    if (found === undefined) return refuse(request, `pod rejected: RuntimeClass "${runtimeClassName}" not found`);
    const overhead = found.overhead?.podFixed;
    if (overhead !== undefined) {
      if (Object.keys(spec.overhead ?? {}).length > 0 && !equalLists(spec.overhead, overhead)) return refuse(request, OTHER_OVERHEAD);
      writable(spec).overhead = overhead;
    }
    return found.scheduling === undefined ? undefined : mergeScheduling(request, found);
  },
  validate: (request, env) => {
    const { spec } = request.object as Pod;
    const overhead = spec.runtimeClassName === undefined ? undefined : classOf(request, env)?.overhead?.podFixed;
    if (overhead !== undefined) return equalLists(spec.overhead, overhead) ? undefined : refuse(request, OTHER_OVERHEAD);
    if (Object.keys(spec.overhead ?? {}).length === 0) return undefined;
    return refuse(request, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
  },
};

function refuse({ kind: named, name }: AdmissionRequest, why: string): Status {
  return forbiddenStatus(named, name, why);
}

function classOf({ object }: AdmissionRequest, { cache }: AdmissionEnv): RuntimeClass | undefined {
  const name = (object as Pod).spec.runtimeClassName ?? '';
  return cache.get(kind, registryKey(kind, undefined, name)) as RuntimeClass | undefined;
}

function mergeScheduling(request: AdmissionRequest, { scheduling = {} }: RuntimeClass): Status | undefined {
  const { spec } = request.object as Pod;
  const draft = writable(spec);
  for (const key of Object.keys(scheduling.nodeSelector ?? {}).sort()) {
    const wanted = scheduling.nodeSelector?.[key];
    const own = spec.nodeSelector?.[key];
    if (own === undefined || own === wanted) continue;
    const why = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${wanted}; pod.spec.nodeSelector[${key}] = ${own}`;
    return refuse(request, why);
  }
  if (scheduling.nodeSelector !== undefined) draft.nodeSelector = { ...spec.nodeSelector, ...scheduling.nodeSelector };
  const tolerations = mergeTolerations(spec.tolerations ?? [], scheduling.tolerations ?? []);
  if (tolerations.length > 0) draft.tolerations = tolerations.map((toleration) => ({ ...toleration }));
  return undefined;
}
