// The least a manifest of each stored kind may be, for tests that go through all of them: what must be there and nothing more.

import { requestFor } from './certificate-requests.ts';

const POD_SPEC = { containers: [{ name: 'c', image: 'nginx:1.27' }] };
const template = (app: string): object => ({ metadata: { labels: { app } }, spec: POD_SPEC });
const selected = (app: string): object => ({ selector: { matchLabels: { app } }, template: template(app) });
const WEBHOOK = {
  name: 'w.example.com',
  clientConfig: { url: 'https://127.0.0.1:1/w' },
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
  failurePolicy: 'Ignore',
  rules: [{ apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] }],
};
const ROLE_REF = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };

/** Fields beside apiVersion, kind and metadata.name, by `group/Kind`; kinds that need none are absent. */
const FIELDS: Readonly<Record<string, object>> = {
  '/Pod': { spec: POD_SPEC },
  '/PodTemplate': { template: template('least') },
  '/ReplicationController': { spec: { replicas: 0, selector: { app: 'least-rc' }, template: template('least-rc') } },
  '/Service': { spec: { ports: [{ port: 80 }] } },
  '/Event': { involvedObject: { kind: 'Pod', namespace: 'default', name: 'none' }, reason: 'Least', type: 'Normal' },
  '/PersistentVolume': {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' }, storageClassName: 'least' },
  },
  '/PersistentVolumeClaim': {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: 'none' },
  },
  'apps/Deployment': { spec: { replicas: 0, ...selected('least-deployment') } },
  'apps/ReplicaSet': { spec: { replicas: 0, ...selected('least-rs') } },
  'apps/StatefulSet': { spec: { replicas: 0, serviceName: '', ...selected('least-sts') } },
  'apps/DaemonSet': { spec: selected('least-ds') },
  'apps/ControllerRevision': { revision: 1, data: {} },
  'autoscaling/HorizontalPodAutoscaler': {
    spec: { maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' } },
  },
  'batch/Job': { spec: { suspend: true, template: { spec: { ...POD_SPEC, restartPolicy: 'Never' } } } },
  'batch/CronJob': {
    spec: {
      schedule: '0 0 1 1 *',
      suspend: true,
      jobTemplate: { spec: { template: { spec: { ...POD_SPEC, restartPolicy: 'Never' } } } },
    },
  },
  'node.k8s.io/RuntimeClass': { handler: 'runc' },
  'scheduling.k8s.io/PriorityClass': { value: 1 },
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': { webhooks: [WEBHOOK] },
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': { webhooks: [WEBHOOK] },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': {
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: ['example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] }],
      },
      validations: [{ expression: 'true' }],
    },
  },
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': { spec: { policyName: 'none', validationActions: ['Deny'] } },
  'certificates.k8s.io/CertificateSigningRequest': {
    spec: { request: requestFor('least'), signerName: 'example.com/nobody', usages: ['digital signature'] },
  },
  'discovery.k8s.io/EndpointSlice': { addressType: 'IPv4', endpoints: [] },
  'rbac.authorization.k8s.io/ClusterRoleBinding': { roleRef: ROLE_REF },
  'rbac.authorization.k8s.io/RoleBinding': { roleRef: ROLE_REF },
  'events.k8s.io/Event': {
    eventTime: '2026-01-01T00:00:00.000000Z',
    regarding: { kind: 'Pod', namespace: 'default', name: 'none' },
    reason: 'Least',
    action: 'Least',
    type: 'Normal',
    reportingController: 'example.com/test',
    reportingInstance: 'test',
  },
  'storage.k8s.io/StorageClass': { provisioner: 'example.com/none' },
  'storage.k8s.io/VolumeAttachment': {
    spec: { attacher: 'example.com', nodeName: 'node-1', source: { persistentVolumeName: 'none' } },
  },
  'storage.k8s.io/CSINode': { spec: { drivers: [] } },
  'storage.k8s.io/CSIDriver': { spec: {} },
  'storage.k8s.io/CSIStorageCapacity': { storageClassName: 'none' },
  'storage.k8s.io/VolumeAttributesClass': { driverName: 'example.com', parameters: { a: 'b' } },
  'networking.k8s.io/Ingress': { spec: { defaultBackend: { service: { name: 'none', port: { number: 80 } } } } },
  'networking.k8s.io/IngressClass': { spec: { controller: 'example.com/none' } },
  'networking.k8s.io/NetworkPolicy': { spec: { podSelector: {} } },
  'networking.k8s.io/ServiceCIDR': { spec: { cidrs: ['10.200.0.0/24'] } },
  'networking.k8s.io/IPAddress': { spec: { parentRef: { resource: 'services', namespace: 'default', name: 'none' } } },
  'apiregistration.k8s.io/APIService': {
    spec: {
      group: 'least.example.com',
      version: 'v1',
      groupPriorityMinimum: 1,
      versionPriority: 1,
      service: { namespace: 'default', name: 'none' },
    },
  },
  'flowcontrol.apiserver.k8s.io/FlowSchema': { spec: { priorityLevelConfiguration: { name: 'global-default' } } },
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration': { spec: { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } } },
};

/** Names that stand for something. */
const NAMES: Readonly<Record<string, string>> = {
  'apiregistration.k8s.io/APIService': 'v1.least.example.com',
  'networking.k8s.io/IPAddress': '10.96.200.200',
};

interface LeastObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

export function leastObject(group: string, version: string, kind: string): LeastObject {
  const of = `${group}/${kind}`;
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    metadata: { name: NAMES[of] ?? 'least' },
    ...FIELDS[of],
  };
}
