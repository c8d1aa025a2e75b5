// Priority: turns a priority class into the number the scheduler compares. Models plugin/pkg/admission/priority.
import { forbiddenStatus } from '../../api/errors.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import { type PriorityClass, priorityClasses } from '../../api/kinds/priority-class.ts';
import { erased } from '../../api/registry.ts';
import type { Status } from '../../api/status.ts';
import { writable } from '../../api/writable.ts';
import { registryKey } from '../storage/registry-key.ts';
import type { AdmissionEnv, AdmissionPlugin, AdmissionRequest } from './plugin.ts';

const kind = erased(priorityClasses);

export const priority: AdmissionPlugin = {
  name: 'Priority',
  handles: (request) =>
    request.subresource === undefined &&
    (request.operation === 'CREATE' || request.operation === 'UPDATE') &&
    (request.kind.plural === 'pods' ||
      (request.kind.plural === 'priorityclasses' && (request.object as PriorityClass).globalDefault === true)),
  mutate: (request, env) => {
    if (request.kind.plural !== 'pods') return undefined;
    return request.operation === 'CREATE' ? resolve(request, env) : keep(request);
  },
  validate: (request, env) => {
    if (request.kind.plural !== 'priorityclasses') return undefined;
    const present = globalDefault(env);
    const { name } = request.object.metadata;
    if (present === undefined || (request.operation === 'UPDATE' && present.metadata.name === name)) return undefined;
    const why = `PriorityClass ${present.metadata.name} is already marked as default. Only one default can exist`;
    return forbiddenStatus(request.kind, request.name, why);
  },
};

function resolve({ object, kind: named, name }: AdmissionRequest, env: AdmissionEnv): Status | undefined {
  const { spec } = object as Pod;
  const draft = writable(spec);
  const asked = spec.priorityClassName ?? '';
  const found = asked === '' ? globalDefault(env) : (env.cache.get(kind, registryKey(kind, undefined, asked)) as PriorityClass | undefined);
  if (found === undefined && asked !== '') return forbiddenStatus(named, name, `no PriorityClass with name ${asked} was found`);
  if (found !== undefined) draft.priorityClassName = found.metadata.name;
  const computed = found?.value ?? 0;
  if (spec.priority !== undefined && spec.priority !== null && spec.priority !== computed) {
    const why = `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`;
    return forbiddenStatus(named, name, why);
  }
  draft.priority = computed;
  const policy = (found === undefined ? 'PreemptLowerPriority' : found.preemptionPolicy) as Pod['spec']['preemptionPolicy'];
  if (policy === undefined) return undefined;
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
    const why = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`;
    return forbiddenStatus(named, name, why);
  }
  draft.preemptionPolicy = policy;
  return undefined;
}

/** Who replaces a pod by what it once wrote does not take its priority away. */
function keep({ object, oldObject }: AdmissionRequest): undefined {
  if (object === oldObject) return;
  const pod = object as Pod;
  const { priority: number, preemptionPolicy } = (oldObject as Pod).spec;
  const lacksNumber = pod.spec.priority === undefined && number !== undefined;
  const lacksPolicy = pod.spec.preemptionPolicy === undefined && preemptionPolicy !== undefined;
  if (!lacksNumber && !lacksPolicy) return;
  const spec = { ...pod.spec, ...(lacksNumber ? { priority: number } : {}), ...(lacksPolicy ? { preemptionPolicy } : {}) };
  (pod as { spec: Pod['spec'] }).spec = spec;
}

/** Of several the least. There are a handful of classes in a cluster. */
function globalDefault({ cache }: AdmissionEnv): PriorityClass | undefined {
  const marked = cache.of(kind).list(undefined, (object) => (object as PriorityClass).globalDefault === true) as PriorityClass[];
  let least = marked[0];
  for (const one of marked) if ((one.value ?? 0) < (least?.value ?? 0)) least = one;
  return least;
}
