// The checks of the restricted level: pods as they should be hardened today.
// Models k8s.io/pod-security-admission/policy check_*.go of level restricted.
import type { Volume } from '../../../api/pods/volume.ts';
import { isSeccompAllowed, seccompProfiles } from './baseline.ts';
import { type Check, type CheckPod, containersNamed, isWindows, namesWhere, plural, quoted, setters, sorted } from './check.ts';

const ALLOWED_SOURCES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const OTHER_SOURCES = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'gitRepo',
  'nfs',
  'iscsi',
  'glusterfs',
  'rbd',
  'flexVolume',
  'cinder',
  'cephfs',
  'flocker',
  'fc',
  'azureFile',
  'vsphereVolume',
  'quobyte',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
  'scaleIO',
  'storageos',
];

/** Windows knows none of this, and validation keeps pods for it from saying so. */
function unlessWindows(check: CheckPod): CheckPod {
  return (spec, annotations) => (isWindows(spec) ? undefined : check(spec, annotations));
}

const escalation: CheckPod = (spec) => {
  const bad = namesWhere(spec, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (bad.length === 0) return undefined;
  const detail = `${containersNamed(bad)} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: 'allowPrivilegeEscalation != false', detail };
};

const capabilities: CheckPod = (spec) => {
  const foreign = new Set<string>();
  const keeping = namesWhere(spec, ({ securityContext }) => !(securityContext?.capabilities?.drop ?? []).includes('ALL'));
  const adding = namesWhere(spec, ({ securityContext }) => {
    const added = (securityContext?.capabilities?.add ?? []).filter((capability) => capability !== 'NET_BIND_SERVICE');
    for (const capability of added) foreign.add(capability);
    return added.length > 0;
  });
  const details = [
    ...(keeping.length > 0 ? [`${containersNamed(keeping)} must set securityContext.capabilities.drop=["ALL"]`] : []),
    ...(adding.length > 0
      ? [`${containersNamed(adding)} must not include ${quoted(sorted(foreign))} in securityContext.capabilities.add`]
      : []),
  ];
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

const volumes: CheckPod = (spec) => {
  const bad = (spec.volumes ?? []).filter((volume) => !ALLOWED_SOURCES.some((source) => has(volume, source)));
  if (bad.length === 0) return undefined;
  const types = new Set(bad.map((volume) => OTHER_SOURCES.find((source) => has(volume, source)) ?? 'unknown'));
  const names = quoted(bad.map((volume) => volume.name));
  const words = `${plural(bad.length, 'uses', 'use')} ${plural(types.size, 'restricted volume type', 'restricted volume types')}`;
  const detail = `${plural(bad.length, 'volume', 'volumes')} ${names} ${words} ${quoted(sorted(types))}`;
  return { reason: 'restricted volume types', detail };
};

function has(volume: Volume, source: string): boolean {
  return volume[source] !== undefined && volume[source] !== null;
}

const nonRoot: CheckPod = (spec) => {
  const reason = 'runAsNonRoot != true';
  const ofPod = spec.securityContext?.runAsNonRoot;
  const who = setters(
    ofPod === false,
    namesWhere(spec, ({ securityContext }) => securityContext?.runAsNonRoot === false),
  );
  if (who !== '') return { reason, detail: `${who} must not set securityContext.runAsNonRoot=false` };
  if (ofPod === true) return undefined;
  const silent = namesWhere(spec, ({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  if (silent.length === 0) return undefined;
  return { reason, detail: `pod or ${containersNamed(silent)} must set securityContext.runAsNonRoot=true` };
};

const user: CheckPod = (spec) => {
  const who = setters(
    spec.securityContext?.runAsUser === 0,
    namesWhere(spec, ({ securityContext }) => securityContext?.runAsUser === 0),
  );
  return who === '' ? undefined : { reason: 'runAsUser=0', detail: `${who} must not set runAsUser=0` };
};

const seccomp: CheckPod = (spec, annotations) => {
  const wrong = seccompProfiles(spec, annotations);
  if (wrong !== undefined) return wrong;
  const ofPod = spec.securityContext?.seccompProfile;
  if (ofPod !== undefined && isSeccompAllowed(ofPod.type)) return undefined;
  const silent = namesWhere(spec, ({ securityContext }) => securityContext?.seccompProfile === undefined);
  if (silent.length === 0) return undefined;
  const detail = `pod or ${containersNamed(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`;
  return { reason: 'seccompProfile', detail };
};

export const restrictedChecks: readonly Check[] = [
  {
    id: 'allowPrivilegeEscalation',
    since: [
      [8, escalation],
      [25, unlessWindows(escalation)],
    ],
  },
  {
    id: 'capabilities_restricted',
    overrides: 'capabilities_baseline',
    since: [
      [22, capabilities],
      [25, unlessWindows(capabilities)],
    ],
  },
  { id: 'restrictedVolumes', overrides: 'hostPathVolumes', since: [[0, volumes]] },
  { id: 'runAsNonRoot', since: [[0, nonRoot]] },
  { id: 'runAsUser', since: [[23, user]] },
  {
    id: 'seccompProfile_restricted',
    overrides: 'seccompProfile_baseline',
    since: [
      [19, seccomp],
      [25, unlessWindows(seccomp)],
    ],
  },
];
