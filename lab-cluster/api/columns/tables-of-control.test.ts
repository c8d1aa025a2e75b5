// Rows of what steers the server and the cluster itself. Expected: printers.go of pkg/printers/internalversion, and the tables of
// kube-aggregator and of metrics-server.
import { describe, expect, it } from 'vitest';
import { printedRow, secondsAgo } from '../../testing/printed-row.ts';
import { apiServices } from '../kinds/api-service.ts';
import { certificateSigningRequests } from '../kinds/certificate-signing-request.ts';
import { componentStatuses } from '../kinds/component-status.ts';
import { flowSchemas } from '../kinds/flow-schema.ts';
import { leases } from '../kinds/lease.ts';
import { nodeMetrics, podMetrics } from '../kinds/metrics.ts';
import { priorityClasses } from '../kinds/priority-class.ts';
import { priorityLevelConfigurations } from '../kinds/priority-level-configuration.ts';
import { runtimeClasses } from '../kinds/runtime-class.ts';
import { validatingAdmissionPolicyBindings } from '../kinds/validating-admission-policy-binding.ts';
import { validatingAdmissionPolicies } from '../kinds/validating-admission-policy.ts';
import { mutatingWebhookConfigurations, validatingWebhookConfigurations } from '../kinds/webhook-configurations.ts';

const metadata = { name: 'x', creationTimestamp: secondsAgo(90) };
const being = (...conditions: readonly (readonly [type: string, status: string])[]) =>
  conditions.map(([type, status]) => ({ type, status }));

describe('the row of a CertificateSigningRequest', () => {
  it('is whole', () => {
    const spec = { signerName: 'example.com/s', username: 'ada', expirationSeconds: 86_400 };
    expect(printedRow(certificateSigningRequests, { metadata, spec })).toEqual({
      ...{ Name: 'x', Age: '90s', SignerName: 'example.com/s', Requestor: 'ada', RequestedDuration: '24h', Condition: 'Pending' },
    });
    expect(printedRow(certificateSigningRequests, {})).toMatchObject({ SignerName: '<none>', Requestor: '', RequestedDuration: '<none>' });
  });

  it.each([
    [600, '10m'],
    [3600, '60m'],
    [90_000, '25h'],
    [31_536_000, '365d'],
  ])('for %d s asks for %s', (expirationSeconds, text) => {
    expect(printedRow(certificateSigningRequests, { spec: { expirationSeconds } })['RequestedDuration']).toBe(text);
  });

  it.each([
    ['Approved', being(['Approved', 'True']), ''],
    ['Approved,Issued', being(['Approved', 'True']), 'LS0t'],
    ['Denied', being(['Approved', 'True'], ['Denied', 'True']), ''],
    ['Approved,Failed', being(['Failed', 'True'], ['Approved', 'True']), ''],
    ['Pending,Failed', being(['Failed', 'False']), ''],
    ['Denied,Failed,Issued', being(['Failed', 'True'], ['Denied', 'True']), 'LS0t'],
    ['Pending', being(['Other', 'True']), ''],
  ])('is %s', (text, conditions, certificate) => {
    expect(printedRow(certificateSigningRequests, { status: { conditions, certificate } })['Condition']).toBe(text);
  });
});

describe('the row of a ValidatingAdmissionPolicyBinding', () => {
  const matchExpressions = [
    { key: 'env', operator: 'In', values: ['a', 'b'] },
    { key: 'old', operator: 'Exists' },
  ];
  it.each([
    ['<unset>', undefined],
    ['<unset>', {}],
    ['*/p', { name: 'p' }],
    ['n/p', { name: 'p', namespace: 'n' }],
    [
      '&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{},}',
      { selector: { matchLabels: { b: '2', a: '1' } } },
    ],
    [
      '&LabelSelector{MatchLabels:map[string]string{},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:env,Operator:In,Values:[a b],},LabelSelectorRequirement{Key:old,Operator:Exists,Values:[],},},}',
      { selector: { matchExpressions } },
    ],
  ])('names its parameters %s', (text, paramRef) => {
    const row = { Name: 'x', PolicyName: 'pol', ParamRef: text, Age: '90s' };
    expect(printedRow(validatingAdmissionPolicyBindings, { metadata, spec: { policyName: 'pol', paramRef } })).toEqual(row);
  });
});

describe('the row of a', () => {
  it('ValidatingAdmissionPolicy', () => {
    const spec = { validations: [{}, {}], paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } };
    const row = { Name: 'x', Validations: 2, ParamKind: 'v1/ConfigMap', Age: '90s' };
    expect(printedRow(validatingAdmissionPolicies, { metadata, spec })).toEqual(row);
    expect(printedRow(validatingAdmissionPolicies, {})).toMatchObject({ Validations: 0, ParamKind: '<unset>' });
  });

  it('webhook configuration', () => {
    for (const kind of [mutatingWebhookConfigurations, validatingWebhookConfigurations]) {
      expect(printedRow(kind as typeof mutatingWebhookConfigurations, { metadata, webhooks: [{}] })).toEqual({
        Name: 'x',
        Webhooks: 1,
        Age: '90s',
      });
    }
  });

  it.each([
    ['Unknown', undefined, '', ''],
    ['Unknown', [{ type: 'Other', status: 'True', message: 'm' }], '', ''],
    ['Healthy', [{ type: 'Healthy', status: 'True', message: 'ok' }], 'ok', ''],
    ['Unhealthy', [{ type: 'Healthy', status: 'False', error: 'refused' }], '', 'refused'],
    ['Unhealthy', [{ type: 'Healthy', status: 'Unknown' }], '', ''],
  ])('ComponentStatus that is %s', (Status, conditions, Message, Error) => {
    expect(printedRow(componentStatuses, { conditions })).toEqual({ Name: 'x', Status, Message, Error });
  });

  it('FlowSchema', () => {
    const spec = { priorityLevelConfiguration: { name: 'p' }, matchingPrecedence: 500, distinguisherMethod: { type: 'ByUser' } };
    expect(printedRow(flowSchemas, { metadata, spec, status: { conditions: being(['Dangling', 'False']) } })).toEqual({
      ...{ Name: 'x', PriorityLevel: 'p', MatchingPrecedence: 500, DistinguisherMethod: 'ByUser', Age: '90s', MissingPL: 'False' },
    });
    expect(printedRow(flowSchemas, { spec: { matchingPrecedence: 1 } })).toMatchObject({ DistinguisherMethod: '<none>', MissingPL: '?' });
  });

  it('PriorityLevelConfiguration', () => {
    const queuing = { queues: 64, handSize: 6, queueLengthLimit: 50 };
    const limited = { nominalConcurrencyShares: 0, limitResponse: { type: 'Queue', queuing } };
    expect(printedRow(priorityLevelConfigurations, { metadata, spec: { type: 'Limited', limited } })).toEqual({
      ...{ Name: 'x', Type: 'Limited', NominalConcurrencyShares: 0, Queues: 64, HandSize: 6, QueueLengthLimit: 50, Age: '90s' },
    });
    const none = { NominalConcurrencyShares: '<none>', Queues: '<none>', HandSize: '<none>', QueueLengthLimit: '<none>' };
    expect(printedRow(priorityLevelConfigurations, { spec: { type: 'Exempt', exempt: {} } })).toMatchObject(none);
    const rejecting = { type: 'Limited', limited: { nominalConcurrencyShares: 5, limitResponse: { type: 'Reject' } } };
    expect(printedRow(priorityLevelConfigurations, { spec: rejecting })).toMatchObject({ ...none, NominalConcurrencyShares: 5 });
  });

  it.each([
    ['Local', 'True', undefined, [{ type: 'Available', status: 'True', reason: 'Local' }]],
    [
      'n/s',
      'False (MissingEndpoints)',
      { namespace: 'n', name: 's' },
      [{ type: 'Available', status: 'False', reason: 'MissingEndpoints' }],
    ],
    ['n/s', 'False', { namespace: 'n', name: 's' }, [{ type: 'Available', status: 'False' }]],
    ['Local', 'Unknown', undefined, undefined],
  ])('APIService of %s that is available: %s', (Service, Available, service, conditions) => {
    expect(printedRow(apiServices, { metadata, spec: { service }, status: { conditions } })).toEqual({
      Name: 'x',
      Service,
      Available,
      Age: '90s',
    });
  });

  it('PriorityClass, a RuntimeClass and a Lease', () => {
    const fields = { value: -5, globalDefault: true, preemptionPolicy: 'Never' };
    expect(printedRow(priorityClasses, { metadata, ...fields })).toEqual({
      ...{ Name: 'x', Value: -5, 'Global-Default': true, Age: '90s', PreemptionPolicy: 'Never' },
    });
    expect(printedRow(priorityClasses, {})).toMatchObject({ Value: 0, 'Global-Default': false, PreemptionPolicy: '' });
    expect(printedRow(runtimeClasses, { metadata, handler: 'runsc' })).toEqual({ Name: 'x', Handler: 'runsc', Age: '90s' });
    expect(printedRow(leases, { metadata, spec: { holderIdentity: 'node-1' } })).toEqual({ Name: 'x', Holder: 'node-1', Age: '90s' });
    expect(printedRow(leases, {})['Holder']).toBe('');
  });

  it('measurement, without an age', () => {
    const usage = { cpu: '120m', memory: '300Mi' };
    expect(printedRow(nodeMetrics, { window: '20s', usage })).toEqual({ Name: 'x', cpu: '120m', memory: '300Mi', Window: '20s' });
    const containers = [
      { name: 'a', usage },
      { name: 'b', usage: { cpu: '1', memory: '724Mi' } },
    ];
    expect(printedRow(podMetrics, { window: '15s', containers })).toEqual({ Name: 'x', cpu: '1120m', memory: '1Gi', Window: '15s' });
  });
});
