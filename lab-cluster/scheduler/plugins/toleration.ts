// Whether a toleration covers a taint.
// Models staging/src/k8s.io/api/core/v1/toleration.go ToleratesTaint.
import type { Taint } from '../../api/kinds/node.ts';
import type { Toleration } from '../../api/pods/pod-spec.ts';

export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect !== undefined && toleration.effect !== taint.effect) return false;
  if (toleration.key !== undefined && toleration.key !== '' && toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
}

export function toleratesAny(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some((toleration) => tolerates(toleration, taint));
}
