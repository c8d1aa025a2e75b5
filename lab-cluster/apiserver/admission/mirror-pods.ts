// Mirror pods: how a kubelet shows the API server what it runs from its own files. They are nobody, and hold no secrets.
// Models the mirror pod rules of plugin/pkg/admission/serviceaccount.
import type { Pod } from '../../api/kinds/pod.ts';
import { MIRROR } from '../../api/validate/pod-annotations.ts';
import { visitReferences } from '../authz/pod-references.ts';

export function isMirror(pod: Pod): boolean {
  return pod.metadata.annotations?.[MIRROR] !== undefined;
}

export function mirrorProblem(pod: Pod): string | undefined {
  const { spec } = pod;
  if ((spec.serviceAccountName ?? '') !== '') return 'a mirror pod may not reference service accounts';
  let holdsSecrets = false;
  visitReferences(pod, (reach) => (holdsSecrets ||= reach === 'secrets'));
  if (holdsSecrets) return 'a mirror pod may not reference secrets';
  const tokens = (spec.volumes ?? []).some((volume) =>
    (volume.projected?.sources ?? []).some((source) => 'serviceAccountToken' in source && source.serviceAccountToken !== undefined),
  );
  return tokens ? 'a mirror pod may not use ServiceAccountToken volume projections' : undefined;
}
