// What policies see of a request and of its namespace, as types. Models apiserver/pkg/admission/plugin/cel/compile.go.
import { BOOL, type CelType, DYN, INT, listType, mapType, recordType, STRING, TIMESTAMP } from './types.ts';

const TEXTS = listType(STRING);
const LABELS = mapType(STRING, STRING);

const kindName = recordType('kubernetes.GroupVersionKind', { group: STRING, version: STRING, kind: STRING });
const resourceName = recordType('kubernetes.GroupVersionResource', { group: STRING, version: STRING, resource: STRING });
const userInfo = recordType('kubernetes.UserInfo', {
  username: STRING,
  uid: STRING,
  groups: TEXTS,
  extra: mapType(STRING, TEXTS),
});

export const REQUEST_TYPE: CelType = recordType('kubernetes.AdmissionRequest', {
  kind: kindName,
  resource: resourceName,
  subResource: STRING,
  requestKind: kindName,
  requestResource: resourceName,
  requestSubResource: STRING,
  name: STRING,
  namespace: STRING,
  operation: STRING,
  userInfo,
  dryRun: BOOL,
  options: DYN,
});

const condition = recordType('kubernetes.NamespaceCondition', {
  status: STRING,
  type: STRING,
  lastTransitionTime: TIMESTAMP,
  message: STRING,
  reason: STRING,
});

export const NAMESPACE_TYPE: CelType = recordType('kubernetes.Namespace', {
  metadata: recordType('kubernetes.NamespaceMetadata', {
    name: STRING,
    generateName: STRING,
    namespace: STRING,
    labels: LABELS,
    annotations: LABELS,
    UID: STRING,
    creationTimestamp: TIMESTAMP,
    deletionGracePeriodSeconds: INT,
    deletionTimestamp: TIMESTAMP,
    generation: INT,
    resourceVersion: STRING,
    finalizers: TEXTS,
  }),
  spec: recordType('kubernetes.NamespaceSpec', { finalizers: TEXTS }),
  status: recordType('kubernetes.NamespaceStatus', { conditions: listType(condition), phase: STRING }),
});
