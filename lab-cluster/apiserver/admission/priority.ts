// Priority: turns a priority class into the number the scheduler compares. Models plugin/pkg/admission/priority.
// Simplified: PriorityClass objects are not served yet, so only the two classes every cluster has are known.
import { forbiddenStatus } from '../../api/errors.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import { writable } from '../../api/writable.ts';
import { type AdmissionPlugin, creates } from './plugin.ts';

const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

export const priority: AdmissionPlugin = {
  name: 'Priority',
  handles: (request) => creates(request, 'pods'),
  mutate: ({ object, kind, name }) => {
    const { spec } = object as Pod;
    const className = spec.priorityClassName ?? '';
    const computed = className === '' ? 0 : Object.hasOwn(SYSTEM_CLASSES, className) ? SYSTEM_CLASSES[className] : undefined;
    if (computed === undefined) return forbiddenStatus(kind, name, `no PriorityClass with name ${className} was found`);
    if (spec.priority !== undefined && spec.priority !== null && spec.priority !== computed) {
      const why = `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`;
      return forbiddenStatus(kind, name, why);
    }
    const draft = writable(spec);
    draft.priority = computed;
    draft.preemptionPolicy ??= 'PreemptLowerPriority';
    return undefined;
  },
};
