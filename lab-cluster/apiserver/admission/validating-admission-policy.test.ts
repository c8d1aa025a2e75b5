// Policies in CEL at work: what they refuse, warn of and leave alone.
import { describe, expect, it } from 'vitest';
import type { Status } from '../../api/status.ts';
import { type AdmissionLab, admissionLab, container, path, refusalOf } from '../../testing/admission-lab.ts';

const BASE = '/apis/admissionregistration.k8s.io/v1';
const RULE = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps', 'pods'] };

function policy(spec: object, rule: object = {}): object {
  const matchConstraints = { resourceRules: [{ ...RULE, ...rule }] };
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'rules' },
    spec: { matchConstraints, ...spec },
  };
}

function labWith(spec: object, bindingSpec: object = {}, rule: object = {}): AdmissionLab {
  const lab = admissionLab({ team: 'a' });
  expect(refusalOf(lab.post(`${BASE}/validatingadmissionpolicies`, policy(spec, rule)))).toBe('');
  const binding = { policyName: 'rules', validationActions: ['Deny'], ...bindingSpec };
  const body = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'here' },
    spec: binding,
  };
  expect(refusalOf(lab.post(`${BASE}/validatingadmissionpolicybindings`, body))).toBe('');
  return lab;
}

const map = (data: object, name = 'm'): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
const tryMap = (lab: AdmissionLab, data: object, name?: string): string => refusalOf(lab.post(path('configmaps'), map(data, name)));
const denied = (message: string, name = 'm'): string =>
  `configmaps "${name}" is forbidden: ValidatingAdmissionPolicy 'rules' with binding 'here' denied request: ${message}`;

describe('ValidatingAdmissionPolicy', () => {
  it('refuses what breaks a rule, as a 422 of reason Invalid', () => {
    const lab = labWith({ validations: [{ expression: 'size(object.data) <= 1' }] });
    const answer = lab.post(path('configmaps'), map({ a: '1', b: '2' }));
    const { message, reason, details } = answer.body as Status;
    expect([answer.code, reason, message]).toEqual([422, 'Invalid', denied('failed expression: size(object.data) <= 1')]);
    expect(details?.causes).toEqual([{ message: message?.replace('configmaps "m" is forbidden: ', '') }]);
    expect(tryMap(lab, { a: '1' })).toBe('');
    expect(lab.patch(path('configmaps', 'm'), { data: { b: '2' } }, 'merge').code).toBe(422);
  });

  it('says the message, the message expression before it, and answers with the reason', () => {
    const validations = [
      { expression: "!('a' in object.data)", message: 'no a', messageExpression: "'a is ' + object.data.a", reason: 'Forbidden' },
    ];
    const answer = labWith({ validations }).post(path('configmaps'), map({ a: '1' }));
    expect([answer.code, refusalOf(answer)]).toEqual([403, denied('a is 1')]);
    expect(
      tryMap(labWith({ validations: [{ expression: 'false', message: 'never', messageExpression: 'string(object.nosuch)' }] }), {}),
    ).toBe(denied('never'));
  });

  it('an error counts as broken, unless the policy ignores failures', () => {
    const validations = [{ expression: 'object.spec.replicas > 1' }];
    expect(tryMap(labWith({ validations }), {})).toBe(denied("expression 'object.spec.replicas > 1' resulted in error: no such key: spec"));
    expect(tryMap(labWith({ validations, failurePolicy: 'Ignore' }), {})).toBe('');
  });

  it('conditions, variables, the request and the namespace are there', () => {
    const lab = labWith({
      matchConditions: [{ name: 'not-admin', expression: "request.userInfo.username == 'admin'" }],
      variables: [
        { name: 'team', expression: "namespaceObject.metadata.labels['team']" },
        { name: 'wanted', expression: "variables.team + '-'" },
      ],
      validations: [{ expression: 'object.metadata.name.startsWith(variables.wanted)' }],
    });
    expect(tryMap(lab, {})).toContain('failed expression');
    expect(tryMap(lab, {}, 'a-m')).toBe('');
    const other = { name: 'other', groups: ['system:masters'] };
    expect(lab.ask({ method: 'POST', path: path('configmaps'), body: map({}), user: other }).code).toBe(201);
  });

  it('reads its parameters, and refuses when they are missing', () => {
    const spec = {
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      validations: [{ expression: 'int(params.data.max) >= size(object.spec.containers)' }],
    };
    const lab = labWith(spec, { paramRef: { name: 'limits', parameterNotFoundAction: 'Deny' } }, { resources: ['pods'] });
    const missing = 'failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction';
    expect(lab.tryPod(container())).toContain(missing);
    lab.post(path('configmaps'), map({ max: '0' }, 'limits'));
    expect(lab.tryPod(container())).toContain('failed expression');
    lab.patch(path('configmaps', 'limits'), { data: { max: '1' } }, 'merge');
    expect(lab.tryPod(container())).toBe('');
  });

  it('asks whether whoever made the request may do something else', () => {
    const validations = [
      { expression: "authorizer.group('').resource('secrets').namespace('lab').check('get').allowed()", message: 'no secrets' },
      {
        expression:
          "authorizer.requestResource.check('create').allowed() && !authorizer.serviceAccount('lab', 'default').path('/x').check('get').allowed()",
      },
    ];
    const lab = labWith({ validations });
    expect(tryMap(lab, {}, 'by-admin')).toBe('');
    const verbs = { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] };
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'maps' }, rules: [verbs] };
    expect(refusalOf(lab.post('/apis/rbac.authorization.k8s.io/v1/clusterroles', role))).toBe('');
    const subjects = [{ kind: 'User', name: 'ann', apiGroup: 'rbac.authorization.k8s.io' }];
    const roleRef = { kind: 'ClusterRole', name: 'maps', apiGroup: 'rbac.authorization.k8s.io' };
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'maps' },
      roleRef,
      subjects,
    };
    expect(refusalOf(lab.post('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', binding))).toBe('');
    const ann = { name: 'ann', groups: ['system:authenticated'] };
    expect(refusalOf(lab.ask({ method: 'POST', path: path('configmaps'), body: map({}), user: ann }))).toBe(denied('no secrets'));
  });

  it('stops a policy that costs too much, first one expression, then all of them', () => {
    const check = "authorizer.group('').resource('pods').check('get').allowed()";
    const three = `${check} && ${check} && ${check}`;
    expect(tryMap(labWith({ validations: [{ expression: three }] }), {})).toBe(
      denied(`expression '${three}' resulted in error: operation cancelled: actual cost limit exceeded`),
    );
    const two = { expression: `${check} && ${check}` };
    const spent = 'validation failed due to running out of cost budget, no further validation rules will be run';
    expect(tryMap(labWith({ validations: new Array<object>(15).fill(two) }), {})).toBe(denied(spent));
    expect(tryMap(labWith({ validations: new Array<object>(14).fill(two) }), {})).toBe('');
    const conditions = ['a', 'b', 'c', 'd'].map((name) => ({ name, ...two }));
    expect(tryMap(labWith({ validations: [{ expression: 'true' }], matchConditions: conditions }), {})).toBe(denied(spent));
  });

  it('sees a request in the version it was written for, unless it wants it exactly so', () => {
    const rule = { apiGroups: ['autoscaling'], apiVersions: ['v1'], resources: ['horizontalpodautoscalers'] };
    const validations = [
      {
        expression: 'object.spec.targetCPUUtilizationPercentage < 50',
        messageExpression:
          "request.kind.version + ' of ' + request.requestKind.version + ' has ' + string(object.spec.targetCPUUtilizationPercentage)",
      },
    ];
    const target = { type: 'Utilization', averageUtilization: 80 };
    const body = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'h' },
      spec: {
        maxReplicas: 2,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' },
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
      },
    };
    const send = (lab: AdmissionLab): string =>
      refusalOf(lab.post(path('horizontalpodautoscalers').replace('/api/v1', '/apis/autoscaling/v2'), body));
    expect(send(labWith({ validations }, {}, rule))).toContain('denied request: v1 of v2 has 80');
    const matchConstraints = { matchPolicy: 'Exact', resourceRules: [{ ...RULE, ...rule }] };
    expect(send(labWith({ validations, matchConstraints }))).toBe('');
  });

  it('is written only by who may read its parameters', () => {
    const lab = admissionLab();
    const rules = [{ apiGroups: ['admissionregistration.k8s.io'], resources: ['*'], verbs: ['*'] }];
    const RBAC = '/apis/rbac.authorization.k8s.io/v1';
    lab.post(`${RBAC}/clusterroles`, { metadata: { name: 'rules' }, rules });
    const subjects = [{ kind: 'User', name: 'ann', apiGroup: 'rbac.authorization.k8s.io' }];
    const roleRef = { kind: 'ClusterRole', name: 'rules', apiGroup: 'rbac.authorization.k8s.io' };
    lab.post(`${RBAC}/clusterrolebindings`, { metadata: { name: 'rules' }, roleRef, subjects });
    const user = { name: 'ann', groups: ['system:authenticated'] };
    const write = (plural: string, body: object): string => refusalOf(lab.ask({ method: 'POST', path: `${BASE}/${plural}`, body, user }));
    const body = policy({ paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, validations: [{ expression: 'params == null' }] });
    expect(write('validatingadmissionpolicies', body)).toBe(
      'ValidatingAdmissionPolicy.admissionregistration.k8s.io "rules" is invalid: spec.paramKind: Forbidden: user &{ann  [system:authenticated] map[]} must have "get" permission on all objects of the referenced paramKind (kind=ConfigMap, apiVersion=v1)',
    );
    lab.post(`${BASE}/validatingadmissionpolicies`, body);
    const paramRef = { name: 'limits', namespace: 'lab', parameterNotFoundAction: 'Deny' };
    const binding = { metadata: { name: 'here' }, spec: { policyName: 'rules', validationActions: ['Deny'], paramRef } };
    expect(write('validatingadmissionpolicybindings', binding)).toBe(
      'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io "here" is invalid: spec.paramRef: Forbidden: user &{ann  [system:authenticated] map[]} does not have "get" permission on the object referenced by paramRef',
    );
    const without = { ...binding, spec: { policyName: 'rules', validationActions: ['Deny'] } };
    expect(write('validatingadmissionpolicybindings', without)).toBe('');
  });

  it('cannot forbid its own repair, but may speak of webhooks', () => {
    const rule = { apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] };
    const lab = labWith({ validations: [{ expression: "object.metadata.name.startsWith('ok')" }] }, {}, rule);
    const webhooks = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: { name: 'w' } };
    expect(refusalOf(lab.post(`${BASE}/validatingwebhookconfigurations`, webhooks))).toContain('denied request: failed expression');
    expect(refusalOf(lab.post(`${BASE}/validatingwebhookconfigurations`, { ...webhooks, metadata: { name: 'ok' } }))).toBe('');
    expect(lab.patch(`${BASE}/validatingadmissionpolicies/rules`, { metadata: { labels: { a: 'b' } } }, 'merge').code).toBe(200);
    expect(lab.delete(`${BASE}/validatingadmissionpolicybindings/here`).code).toBe(200);
  });

  it('an unknown kind of parameters is the fault of the policy', () => {
    const spec = { paramKind: { apiVersion: 'v1', kind: 'Nosuch' }, validations: [{ expression: 'params == null' }] };
    expect(tryMap(labWith(spec), {})).toBe(
      "configmaps \"m\" is forbidden: ValidatingAdmissionPolicy 'rules' denied request: failed to configure policy: failed to find resource referenced by paramKind: '/v1, Kind=Nosuch'",
    );
  });

  it('notes for the audit log refuse what they cannot be written for', () => {
    const auditAnnotations = [{ key: 'who', valueExpression: "'by ' + string(object.metadata.labels.nosuch)" }];
    const lab = labWith({ auditAnnotations }, { validationActions: ['Warn'] });
    expect(tryMap(lab, {})).toBe(
      denied("expression ''by ' + string(object.metadata.labels.nosuch)' resulted in error: no such key: labels"),
    );
  });

  it('warns instead, matches by labels and sees deletes', () => {
    const warning = labWith({ validations: [{ expression: 'false', message: 'hm' }] }, { validationActions: ['Warn', 'Audit'] });
    const answer = warning.post(path('configmaps'), map({}));
    expect([answer.code, answer.warnings]).toEqual([
      201,
      ["Validation failed for ValidatingAdmissionPolicy 'rules' with binding 'here': hm"],
    ]);
    const elsewhere = { matchResources: { namespaceSelector: { matchLabels: { team: 'b' } } } };
    expect(tryMap(labWith({ validations: [{ expression: 'false' }] }, elsewhere), {})).toBe('');
    const keep = labWith({ validations: [{ expression: "oldObject.metadata.name != 'm'" }] }, {}, { operations: ['DELETE'] });
    expect(tryMap(keep, {})).toBe('');
    expect(keep.delete(path('configmaps', 'm')).code).toBe(422);
  });

  it('a policy that cannot be compiled is refused where it is wrong', () => {
    const lab = admissionLab();
    const validations = [{ expression: 'nosuch == 1' }, { expression: 'size(object)' }];
    expect(refusalOf(lab.post(`${BASE}/validatingadmissionpolicies`, policy({ validations })))).toBe(
      'ValidatingAdmissionPolicy.admissionregistration.k8s.io "rules" is invalid: ' +
        `[spec.validations[0].expression: Invalid value: "nosuch == 1": compilation failed: ERROR: <input>:1:1: undeclared reference to 'nosuch' (in container '')\n | nosuch == 1\n | ^, ` +
        'spec.validations[1].expression: Invalid value: "size(object)": must evaluate to bool but got int]',
    );
  });

  it('webhooks are kept, completed and not called, which is said', () => {
    const lab = admissionLab();
    const webhook = {
      name: 'a.example.com',
      clientConfig: { service: { name: 's', namespace: 'n' } },
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      rules: [RULE],
    };
    const body = {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'w' },
      webhooks: [webhook],
    };
    const answer = lab.post(`${BASE}/validatingwebhookconfigurations`, body);
    expect(answer.code).toBe(201);
    expect(answer.warnings?.[0]).toContain('does not call webhooks');
    const [stored] = (answer.body as unknown as { webhooks: readonly Record<string, unknown>[] }).webhooks;
    expect(stored).toMatchObject({
      failurePolicy: 'Fail',
      matchPolicy: 'Equivalent',
      timeoutSeconds: 10,
      clientConfig: { service: { port: 443 } },
    });
    const broken = { ...body, webhooks: [{ name: 'short', clientConfig: {}, admissionReviewVersions: [] }] };
    expect(refusalOf(lab.post(`${BASE}/validatingwebhookconfigurations`, broken))).toBe(
      'ValidatingWebhookConfiguration.admissionregistration.k8s.io "w" is invalid: [webhooks[0].name: Invalid value: "short": should be a domain with at least three segments separated by dots, webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun, webhooks[0].clientConfig: Required value: exactly one of url or service is required, webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1]',
    );
  });
});
