// The headings of every table: names, order, types, formats and which of them only `-o wide` shows, as AddHandlers of
// pkg/printers/internalversion declares them, and the table convertors of kinds that have no printer there.
import { describe, expect, it } from 'vitest';
import { scaleKind } from '../subresources/scale-object.ts';
import type { Kind } from '../../api/kind.ts';
import { kinds } from '../../api/registry.ts';

// `heading:type`, where strings say nothing; after `|` comes what is wide. `_` stands for a space, `!` for the format `name`.
const TEMPLATE = 'Containers Images';
const PLAIN = 'Name! Created_At:date';
const BINDING = 'Name! Role Age | Users Groups ServiceAccounts';
const EVENT = 'Last_Seen Type Reason Object |Subobject |Source Message |First_Seen |Count |Name!';
const AUTOSCALER = 'Name! Reference Targets MinPods MaxPods Replicas Age';
const WEBHOOKS = 'Name! Webhooks:integer Age';
const REPLICAS = `Name! Desired:integer Current:integer Ready:integer Age | ${TEMPLATE} Selector`;

const HEADINGS: Readonly<Record<string, string>> = {
  pods: 'Name! Ready Status Restarts Age | IP Node Nominated_Node Readiness_Gates',
  podtemplates: `Name! ${TEMPLATE} Pod_Labels`,
  'poddisruptionbudgets.policy': 'Name! Min_Available Max_Unavailable Allowed_Disruptions:integer Age',
  replicationcontrollers: REPLICAS,
  'replicasets.apps': REPLICAS,
  'daemonsets.apps': `Name! Desired:integer Current:integer Ready:integer Up-to-date:integer Available:integer Node_Selector Age | ${TEMPLATE} Selector`,
  'jobs.batch': `Name! Status Completions Duration Age | ${TEMPLATE} Selector`,
  'cronjobs.batch': `Name! Schedule Timezone Suspend:boolean Active:integer Last_Schedule Age | ${TEMPLATE} Selector`,
  services: 'Name! Type Cluster-IP External-IP Port(s) Age | Selector',
  'ingresses.networking.k8s.io': 'Name! Class Hosts Address Ports Age',
  'ingressclasses.networking.k8s.io': 'Name! Controller Parameters Age',
  'statefulsets.apps': `Name! Ready Age | ${TEMPLATE}`,
  endpoints: 'Name! Endpoints Age',
  nodes: 'Name! Status Roles Age Version | Internal-IP External-IP OS-Image Kernel-Version Container-Runtime',
  events: EVENT,
  'events.events.k8s.io': EVENT,
  namespaces: 'Name! Status Age',
  secrets: 'Name! Type Data Age',
  serviceaccounts: 'Name! Secrets Age',
  persistentvolumes: 'Name! Capacity Access_Modes Reclaim_Policy Status Claim StorageClass VolumeAttributesClass Reason Age | VolumeMode',
  persistentvolumeclaims: 'Name! Status Volume Capacity Access_Modes StorageClass VolumeAttributesClass Age | VolumeMode',
  componentstatuses: 'Name! Status Message Error',
  'deployments.apps': `Name! Ready Up-to-date Available Age | ${TEMPLATE} Selector`,
  'horizontalpodautoscalers.autoscaling': AUTOSCALER,
  configmaps: 'Name! Data Age',
  'networkpolicies.networking.k8s.io': 'Name! Pod-Selector Age',
  'rolebindings.rbac.authorization.k8s.io': BINDING,
  'clusterrolebindings.rbac.authorization.k8s.io': BINDING,
  'certificatesigningrequests.certificates.k8s.io': 'Name! Age SignerName Requestor RequestedDuration Condition',
  'leases.coordination.k8s.io': 'Name! Holder Age',
  'storageclasses.storage.k8s.io': 'Name! Provisioner ReclaimPolicy VolumeBindingMode AllowVolumeExpansion Age',
  'volumeattributesclasses.storage.k8s.io': 'Name! DriverName Age',
  'controllerrevisions.apps': 'Name! Controller Revision Age',
  resourcequotas: 'Name! Request Limit Age',
  'priorityclasses.scheduling.k8s.io': 'Name! Value:integer Global-Default:boolean Age PreemptionPolicy',
  'runtimeclasses.node.k8s.io': 'Name! Handler Age',
  'volumeattachments.storage.k8s.io': 'Name! Attacher! PV Node Attached:boolean Age',
  'endpointslices.discovery.k8s.io': 'Name! AddressType Ports Endpoints Age',
  'csinodes.storage.k8s.io': 'Name! Drivers:integer Age',
  'csidrivers.storage.k8s.io':
    'Name! AttachRequired:boolean PodInfoOnMount:boolean StorageCapacity:boolean TokenRequests RequiresRepublish:boolean Modes Age',
  'csistoragecapacities.storage.k8s.io': 'Name! StorageClassName Capacity',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': WEBHOOKS,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': WEBHOOKS,
  'validatingadmissionpolicies.admissionregistration.k8s.io': 'Name! Validations:integer ParamKind Age',
  'validatingadmissionpolicybindings.admissionregistration.k8s.io': 'Name! PolicyName ParamRef Age',
  'flowschemas.flowcontrol.apiserver.k8s.io': 'Name! PriorityLevel MatchingPrecedence DistinguisherMethod Age MissingPL',
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': 'Name! Type NominalConcurrencyShares Queues HandSize QueueLengthLimit Age',
  'servicecidrs.networking.k8s.io': 'Name! CIDRs Age',
  'ipaddresses.networking.k8s.io': 'Name! ParentRef',
  'apiservices.apiregistration.k8s.io': 'Name! Service Available Age',
  'nodes.metrics.k8s.io': 'Name! cpu!quantity memory!quantity Window!duration',
  'pods.metrics.k8s.io': 'Name! cpu!quantity memory!quantity Window!duration',
};

/** Nobody has written a printer for these. */
const PRINTED_PLAINLY = /^(limitranges|(cluster)?roles\..*|.*reviews\..*)$/;

function declared(text: string): readonly object[] {
  let priority = 0;
  return text.split(' ').flatMap((word) => {
    if (word === '|') priority = 1;
    if (word === '|') return [];
    const [, wide, name = '', , type = 'string', format] = /^(\|?)([^:!]+)(:(\w+))?(!\w*)?$/.exec(word) ?? [];
    const named = format === undefined ? '' : format.slice(1) || 'name';
    return { name: name.replaceAll('_', ' '), type, format: named, priority: wide === '|' ? 1 : priority };
  });
}

const headingsOf = (kind: Kind): readonly object[] =>
  kind.columns.filter(({ name }) => name !== '').map(({ name, type, format = '', priority }) => ({ name, type, format, priority }));

describe('the headings of', () => {
  const listed = kinds.filter(({ verbs }) => verbs === undefined || verbs.includes('get') || verbs.includes('list'));
  const expected = ({ resource }: Kind): string | undefined => HEADINGS[resource] ?? (PRINTED_PLAINLY.test(resource) ? PLAIN : undefined);

  it('all tables are known', () => {
    expect(listed.length).toBeGreaterThan(50);
    expect(listed.filter((kind) => expected(kind) === undefined).map(({ resource }) => resource)).toEqual([]);
  });

  it.each(listed.map((kind) => [`${kind.resource} ${kind.version}`, kind] as const))('%s are upstream’s', (_, kind) => {
    expect(headingsOf(kind)).toEqual(declared(expected(kind) ?? ''));
  });

  it('scales are upstream’s', () => {
    expect(headingsOf(scaleKind)).toEqual(declared('Name Desired:integer Available:integer Age'));
  });
});
