// DefaultTolerationSeconds: a pod stays five minutes on a node that is lost, then is evicted, unless it says otherwise.
// Models plugin/pkg/admission/defaulttolerationseconds.
import type { Pod } from '../../api/kinds/pod.ts';
import type { PodSpec } from '../../api/pods/pod-spec.ts';
import type { AdmissionPlugin } from './plugin.ts';

const SECONDS = 300;

/** Shared by all pods that take them. */
const DEFAULTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map(
  (key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS }) as const,
);

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  // What changes nothing is shared with the store, and already has what it needs.
  handles: ({ kind, operation, subresource, object, oldObject }) =>
    kind.plural === 'pods' &&
    subresource === undefined &&
    (operation === 'CREATE' || (operation === 'UPDATE' && object !== oldObject && lacking((object as Pod).spec).length > 0)),
  mutate: ({ object }) => {
    const { spec } = object as Pod;
    const added = lacking(spec);
    // A new version may share its spec with the one before.
    if (added.length > 0) (object as unknown as { spec: PodSpec }).spec = { ...spec, tolerations: (spec.tolerations ?? []).concat(added) };
    return undefined;
  },
};

function lacking({ tolerations = [] }: PodSpec): typeof DEFAULTS {
  const tolerated = (taint: string): boolean =>
    tolerations.some(({ key, effect }) => (key === taint || !key) && (effect === 'NoExecute' || !effect));
  return DEFAULTS.filter(({ key }) => !tolerated(key));
}
