// What the author of a volume may leave out, in pods and in persistent volumes alike.
// Models pkg/apis/core/v1/defaults.go and zz_generated.defaults.go.

type Draft = Record<string, unknown>;

/** By source: the values of fields that are absent. */
const NETWORK_DEFAULTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  hostPath: { type: '' },
  // The number is no pointer in Go, and printed when it is 0.
  iscsi: { iscsiInterface: 'default', lun: 0 },
  rbd: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  azureDisk: { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false },
  scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs' },
};

/** Writes into the source that is there, which must be private. */
export function setVolumeSourceDefaults(volume: Draft): void {
  for (const source in NETWORK_DEFAULTS) {
    const value = volume[source];
    if (typeof value !== 'object' || value === null) continue;
    const defaults = NETWORK_DEFAULTS[source] ?? {};
    for (const key in defaults) (value as Draft)[key] ??= defaults[key];
  }
}

/** Of claims themselves, and of those that pods and StatefulSets carry as templates. */
export function setClaimSpecDefaults(spec: { volumeMode?: string }): void {
  spec.volumeMode ??= 'Filesystem';
}
