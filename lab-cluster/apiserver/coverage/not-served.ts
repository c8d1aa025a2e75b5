// What a Kubernetes 1.34 API server has and ours has not, each with its reason. With the registries it makes the whole of 1.34.

export interface NotServed {
  readonly area: 'Kinds' | 'Subresources' | 'Admission' | 'Protocol';
  readonly name: string;
  readonly why: string;
}

const LATER_SHELLS = 'Comes with simulated shells in containers.';
const LATER_CRDS = 'Comes with custom resources and webhooks.';
const NO_DEVICES = 'The lab has no devices to claim.';
const NO_PROXY = 'The API server forwards no traffic yet.';

export const NOT_SERVED: readonly NotServed[] = [
  { area: 'Kinds', name: 'apiextensions.k8s.io/v1 CustomResourceDefinition', why: LATER_CRDS },
  { area: 'Kinds', name: 'resource.k8s.io/v1 DeviceClass', why: NO_DEVICES },
  { area: 'Kinds', name: 'resource.k8s.io/v1 ResourceClaim', why: NO_DEVICES },
  { area: 'Kinds', name: 'resource.k8s.io/v1 ResourceClaimTemplate', why: NO_DEVICES },
  { area: 'Kinds', name: 'resource.k8s.io/v1 ResourceSlice', why: NO_DEVICES },
  { area: 'Subresources', name: 'apiextensions.k8s.io/v1 customresourcedefinitions/status', why: LATER_CRDS },
  { area: 'Subresources', name: 'resource.k8s.io/v1 resourceclaims/status', why: NO_DEVICES },
  { area: 'Subresources', name: 'v1 nodes/proxy', why: NO_PROXY },
  { area: 'Subresources', name: 'v1 pods/proxy', why: NO_PROXY },
  { area: 'Subresources', name: 'v1 services/proxy', why: NO_PROXY },
  { area: 'Subresources', name: 'v1 pods/attach', why: LATER_SHELLS },
  { area: 'Subresources', name: 'v1 pods/exec', why: LATER_SHELLS },
  { area: 'Subresources', name: 'v1 pods/portforward', why: LATER_SHELLS },
  { area: 'Admission', name: 'MutatingAdmissionWebhook', why: LATER_CRDS },
  { area: 'Admission', name: 'ValidatingAdmissionWebhook', why: LATER_CRDS },
  { area: 'Admission', name: 'MutatingAdmissionPolicy', why: 'Off by default in 1.34.' },
  { area: 'Protocol', name: 'Answers as CBOR', why: 'Off by default in 1.34.' },
  { area: 'Protocol', name: 'API priority and fairness (queueing)', why: 'Its objects are listed; nobody is made to wait.' },
];
