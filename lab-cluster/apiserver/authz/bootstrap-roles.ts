// The ClusterRoles that every cluster has, but for those of the controllers: which role may do which verbs on which resources.
// A line without indentation names a role, the lines below it are its rules. `read` is get, list and watch; `write` is create,
// delete, deletecollection, patch and update; `core` is the group without a name. Models plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go.

export const BOOTSTRAP_ROLES = `
admin
cluster-admin
  * *: *
  * on *
edit
system:aggregate-to-admin
  create authorization.k8s.io: localsubjectaccessreviews
  write,read rbac.authorization.k8s.io: rolebindings roles
system:aggregate-to-edit
  read core: pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy
  impersonate core: serviceaccounts
  write core: pods pods/attach pods/exec pods/portforward pods/proxy
  create core: pods/eviction
  write core: configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy
  create core: serviceaccounts/token
  write apps: daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale
  write autoscaling: horizontalpodautoscalers
  write batch: cronjobs jobs
  write extensions: daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale
  write policy: poddisruptionbudgets
  write networking.k8s.io: ingresses networkpolicies
  write,read coordination.k8s.io: leases
  write resource.k8s.io: resourceclaims resourceclaimtemplates
system:aggregate-to-view
  read core: configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status
  read core: bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status
  read core: namespaces
  read discovery.k8s.io: endpointslices
  read apps: controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status
  read autoscaling: horizontalpodautoscalers horizontalpodautoscalers/status
  read batch: cronjobs cronjobs/status jobs jobs/status
  read extensions: daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale
  read policy: poddisruptionbudgets poddisruptionbudgets/status
  read networking.k8s.io: ingresses ingresses/status networkpolicies
  read resource.k8s.io: resourceclaims resourceclaims/status resourceclaimtemplates
system:auth-delegator
  create authentication.k8s.io: tokenreviews
  create authorization.k8s.io: subjectaccessreviews
system:basic-user
  create authorization.k8s.io: selfsubjectaccessreviews selfsubjectrulesreviews
  create authentication.k8s.io: selfsubjectreviews
system:certificates.k8s.io:certificatesigningrequests:nodeclient
  create certificates.k8s.io: certificatesigningrequests/nodeclient
system:certificates.k8s.io:certificatesigningrequests:selfnodeclient
  create certificates.k8s.io: certificatesigningrequests/selfnodeclient
system:certificates.k8s.io:kube-apiserver-client-approver
  approve certificates.k8s.io: signers named kubernetes.io/kube-apiserver-client
system:certificates.k8s.io:kube-apiserver-client-kubelet-approver
  approve certificates.k8s.io: signers named kubernetes.io/kube-apiserver-client-kubelet
system:certificates.k8s.io:kubelet-serving-approver
  approve certificates.k8s.io: signers named kubernetes.io/kubelet-serving
system:certificates.k8s.io:legacy-unknown-approver
  approve certificates.k8s.io: signers named kubernetes.io/legacy-unknown
system:discovery
  get on /api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/
system:heapster
  read core: events namespaces nodes pods
  read extensions: deployments
system:kube-aggregator
  read core: endpoints services
system:kube-controller-manager
  report events
  create coordination.k8s.io: leases
  get,update coordination.k8s.io: leases named kube-controller-manager
  create core: secrets serviceaccounts
  delete core: secrets
  get core: configmaps namespaces secrets serviceaccounts
  update core: secrets serviceaccounts
  create authentication.k8s.io: tokenreviews
  create authorization.k8s.io: subjectaccessreviews
  list,watch *: *
  create core: serviceaccounts/token
system:kube-dns
  list,watch core: endpoints services
system:kube-scheduler
  report events
  create coordination.k8s.io: leases
  read,update coordination.k8s.io: leases named kube-scheduler
  write,read coordination.k8s.io: leasecandidates
  read core: nodes
  read,delete core: pods
  create core: bindings pods/binding
  patch,update core: pods/status
  read core: replicationcontrollers services
  read apps,extensions: replicasets
  read apps: statefulsets
  read policy: poddisruptionbudgets
  read core: persistentvolumeclaims persistentvolumes
  create authentication.k8s.io: tokenreviews
  create authorization.k8s.io: subjectaccessreviews
  read storage.k8s.io: csinodes
  read storage.k8s.io: volumeattachments
  read core: namespaces
  read storage.k8s.io: csidrivers
  read storage.k8s.io: csistoragecapacities
  read resource.k8s.io: deviceclasses
  read,patch,update resource.k8s.io: resourceclaims
  read,patch,update resource.k8s.io: resourceclaims/status
  update core: pods/finalizers
  read resource.k8s.io: resourceslices
system:kubelet-api-admin
  read core: nodes
  proxy core: nodes
  * core: nodes/log nodes/metrics nodes/proxy nodes/stats
  * core: nodes/configz nodes/healthz nodes/pods
system:monitoring
  get on /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*
  get core: nodes/metrics
system:node
  create authentication.k8s.io: tokenreviews
  create authorization.k8s.io: localsubjectaccessreviews subjectaccessreviews
  read core: services
  read,create core: nodes
  patch,update core: nodes/status
  patch,update core: nodes
  create,patch,update core: events
  read core: pods
  create,delete core: pods
  patch,update core: pods/status
  create core: pods/eviction
  read core: configmaps secrets
  get core: persistentvolumeclaims persistentvolumes
  get core: endpoints
  read,create certificates.k8s.io: certificatesigningrequests
  create,delete,get,patch,update coordination.k8s.io: leases
  get storage.k8s.io: volumeattachments
  create core: serviceaccounts/token
  get,patch,update core: persistentvolumeclaims/status
  read storage.k8s.io: csidrivers
  create,delete,get,patch,update storage.k8s.io: csinodes
  read node.k8s.io: runtimeclasses
  get resource.k8s.io: resourceclaims
  deletecollection resource.k8s.io: resourceslices
  get core: serviceaccounts
system:node-bootstrapper
  read,create certificates.k8s.io: certificatesigningrequests
system:node-problem-detector
  get core: nodes
  patch core: nodes/status
  report events
system:node-proxier
  list,watch core: endpoints services
  read core: nodes
  report events
  list,watch networking.k8s.io: servicecidrs
  list,watch discovery.k8s.io: endpointslices
system:persistent-volume-provisioner
  read,create,delete core: persistentvolumes
  read,update core: persistentvolumeclaims
  read storage.k8s.io: storageclasses
  watch core: events
  report events
system:public-info-viewer
  get on /healthz /livez /readyz /version /version/
system:service-account-issuer-discovery
  get on /.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/
system:volume-scheduler
  read,patch,update core: persistentvolumes
  read storage.k8s.io: storageclasses
  read,patch,update core: persistentvolumeclaims
view
`;

/** Which other roles a role is the sum of, and for which it counts as a part: the label is `rbac.authorization.k8s.io/aggregate-to-…`. */
export const AGGREGATION: Readonly<Record<string, { readonly sumOf?: string; readonly partOf?: string }>> = {
  admin: { sumOf: 'admin' },
  edit: { sumOf: 'edit', partOf: 'admin' },
  view: { sumOf: 'view', partOf: 'edit' },
  'system:aggregate-to-admin': { partOf: 'admin' },
  'system:aggregate-to-edit': { partOf: 'edit' },
  'system:aggregate-to-view': { partOf: 'view' },
};

/** Who has which of these roles: `Group name`, `User name` or `ServiceAccount namespace/name`. */
export const BOOTSTRAP_BINDINGS: Readonly<Record<string, readonly string[]>> = {
  'cluster-admin': ['Group system:masters'],
  'system:basic-user': ['Group system:authenticated'],
  'system:discovery': ['Group system:authenticated'],
  'system:kube-controller-manager': ['User system:kube-controller-manager'],
  'system:kube-dns': ['ServiceAccount kube-system/kube-dns'],
  'system:kube-scheduler': ['User system:kube-scheduler'],
  'system:monitoring': ['Group system:monitoring'],
  // Kubelets are let in by the Node authoriser; the binding is kept for old clusters and names nobody.
  'system:node': [],
  'system:node-proxier': ['User system:kube-proxy'],
  'system:public-info-viewer': ['Group system:authenticated', 'Group system:unauthenticated'],
  'system:service-account-issuer-discovery': ['Group system:serviceaccounts'],
  'system:volume-scheduler': ['User system:kube-scheduler'],
};

/** Roles within one namespace, named `namespace/role`. */
export const NAMESPACED_ROLES = `
kube-public/system:controller:bootstrap-signer
  read core: configmaps
  update core: configmaps named cluster-info
  report events
kube-system/extension-apiserver-authentication-reader
  read core: configmaps named extension-apiserver-authentication
kube-system/system::leader-locking-kube-controller-manager
  watch core: configmaps
  get,update core: configmaps named kube-controller-manager
kube-system/system::leader-locking-kube-scheduler
  watch core: configmaps
  get,update core: configmaps named kube-scheduler
kube-system/system:controller:bootstrap-signer
  read core: secrets
kube-system/system:controller:cloud-provider
  create,read core: configmaps
kube-system/system:controller:token-cleaner
  delete,read core: secrets
  report events
`;

/** The binding, the role it is of, and who has it. */
export const NAMESPACED_BINDINGS: readonly (readonly [string, string, readonly string[]])[] = [
  ['kube-public/system:controller:bootstrap-signer', 'system:controller:bootstrap-signer', ['ServiceAccount kube-system/bootstrap-signer']],
  [
    'kube-system/system::extension-apiserver-authentication-reader',
    'extension-apiserver-authentication-reader',
    ['User system:kube-controller-manager', 'User system:kube-scheduler'],
  ],
  [
    'kube-system/system::leader-locking-kube-controller-manager',
    'system::leader-locking-kube-controller-manager',
    ['User system:kube-controller-manager', 'ServiceAccount kube-system/kube-controller-manager'],
  ],
  [
    'kube-system/system::leader-locking-kube-scheduler',
    'system::leader-locking-kube-scheduler',
    ['User system:kube-scheduler', 'ServiceAccount kube-system/kube-scheduler'],
  ],
  ['kube-system/system:controller:bootstrap-signer', 'system:controller:bootstrap-signer', ['ServiceAccount kube-system/bootstrap-signer']],
  ['kube-system/system:controller:cloud-provider', 'system:controller:cloud-provider', ['ServiceAccount kube-system/cloud-provider']],
  ['kube-system/system:controller:token-cleaner', 'system:controller:token-cleaner', ['ServiceAccount kube-system/token-cleaner']],
];
