// DefaultTolerationSeconds: a pod stays five minutes on a node that is lost, then is evicted, unless it says otherwise.
// Models plugin/pkg/admission/defaulttolerationseconds.
import type { Pod } from '../../api/kinds/pod.ts';
import { writable } from '../../api/writable.ts';
import { type AdmissionPlugin, creates } from './plugin.ts';

const SECONDS = 300;

/** Shared by all pods that take them. */
const DEFAULTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map(
  (key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS }) as const,
);

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  handles: (request) => creates(request, 'pods'),
  mutate: ({ object }) => {
    const { spec } = object as Pod;
    const tolerations = spec.tolerations ?? [];
    const tolerated = (taint: string): boolean =>
      tolerations.some(({ key, effect }) => (key === taint || !key) && (effect === 'NoExecute' || !effect));
    const added = DEFAULTS.filter(({ key }) => !tolerated(key));
    if (added.length > 0) writable(spec).tolerations = tolerations.concat(added);
    return undefined;
  },
};
