// A fingerprint of how a kind lies in etcd, which discovery shows so that a migrator notices when that changes.
// Models apiserver/pkg/endpoints/discovery/storageversionhash.go.
import { base64Of } from '../../api/base64.ts';
import type { Kind } from '../../api/kind.ts';
import { sha256 } from '../../sim/sha256.ts';

/** Kinds that are stored as another version than the one they are served in: `group/version/kind`. */
const STORED_AS: Readonly<Record<string, string>> = {
  'autoscaling/v1/HorizontalPodAutoscaler': 'autoscaling/v2/HorizontalPodAutoscaler',
  'events.k8s.io/v1/Event': '/v1/Event',
  'storage.k8s.io/v1/VolumeAttributesClass': 'storage.k8s.io/v1beta1/VolumeAttributesClass',
};

const HASHED_BYTES = 8;

/** Undefined for what is never stored. */
export function storageVersionHash({ group, version, kind, computed }: Kind): string | undefined {
  if (computed === true) return undefined;
  const name = `${group}/${version}/${kind}`;
  return base64Of(sha256(STORED_AS[name] ?? name).subarray(0, HASHED_BYTES));
}
