// A fingerprint of how a kind lies in etcd, which discovery shows so that a migrator notices when that changes.
// Models apiserver/pkg/endpoints/discovery/storageversionhash.go.
import { base64Of } from '../../api/base64.ts';
import type { Kind } from '../../api/kind.ts';
import { storedKindOf } from '../../api/versions.ts';
import { sha256 } from '../../sim/sha256.ts';

/** A kind that upstream stores as a version of which the lab knows nothing. */
const STORED_AS: Readonly<Record<string, string>> = {
  'storage.k8s.io/v1/VolumeAttributesClass': 'storage.k8s.io/v1beta1/VolumeAttributesClass',
};

const HASHED_BYTES = 8;

/** Undefined for what is never stored. */
export function storageVersionHash(served: Kind): string | undefined {
  if (served.computed === true) return undefined;
  const { group, version, kind } = storedKindOf(served);
  const name = `${group}/${version}/${kind}`;
  return base64Of(sha256(STORED_AS[name] ?? name).subarray(0, HASHED_BYTES));
}
