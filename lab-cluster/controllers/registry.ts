// Every controller of kube-controller-manager, one line each. Adding one is one file here and one line in this list.
import type { Controller } from './define-controller.ts';
import { admissionPolicyStatusController } from './admission-policy-status.ts';
import { clusterRoleAggregationController } from './clusterrole-aggregation.ts';
import { csrApprovingController } from './csr-approving.ts';
import { csrSigningController } from './csr-signing.ts';
import { deploymentController } from './deployment.ts';
import { disruptionController } from './disruption.ts';
import { endpointSliceController } from './endpointslice.ts';
import { endpointsController } from './endpoints.ts';
import { garbageCollector } from './garbage-collector.ts';
import { namespaceController } from './namespace.ts';
import { nodeIpamController } from './node-ipam.ts';
import { nodeLifecycleController } from './node-lifecycle.ts';
import { pvProtectionController } from './pv-protection.ts';
import { pvcProtectionController } from './pvc-protection.ts';
import { replicaSetController } from './replicaset.ts';
import { resourceQuotaController } from './resource-quota.ts';
import { rootCaController } from './root-ca.ts';
import { serviceAccountTokenController } from './service-account-token.ts';
import { serviceAccountController } from './service-account.ts';
import { taintEvictionController } from './taint-eviction.ts';
import { ttlController } from './ttl.ts';
import { vacProtectionController } from './vac-protection.ts';

export const controllers: readonly Controller[] = [
  deploymentController,
  replicaSetController,
  endpointsController,
  endpointSliceController,
  namespaceController,
  serviceAccountController,
  rootCaController,
  nodeIpamController,
  nodeLifecycleController,
  taintEvictionController,
  ttlController,
  disruptionController,
  garbageCollector,
  resourceQuotaController,
  clusterRoleAggregationController,
  serviceAccountTokenController,
  pvcProtectionController,
  pvProtectionController,
  vacProtectionController,
  csrApprovingController,
  csrSigningController,
  admissionPolicyStatusController,
];
