// A policy's status tells which fields its expressions are wrong about, and which version of it was read. In a whole cluster.
import { expect, test } from 'vitest';
import type { ValidatingAdmissionPolicy } from '../api/kinds/validating-admission-policy.ts';
import { bootedCluster } from '../testing/boot.ts';
import type { Cluster } from '../index.ts';

const PATH = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
const second = 1_000_000;

function write(cluster: Cluster, method: 'POST' | 'PUT', path: string, spec: object): ValidatingAdmissionPolicy {
  const metadata = { name: 'p', ...(method === 'POST' ? {} : { resourceVersion: stored(cluster).metadata.resourceVersion }) };
  const body = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata, spec };
  cluster.apply({ type: 'api', request: { method, path, body } }, (output) => {
    if (output.type === 'api') expect(output.response.code, JSON.stringify(output.response.body)).toBeLessThan(300);
  });
  cluster.runUntil(cluster.nowUs + 5 * second);
  return stored(cluster);
}

function stored(cluster: Cluster): ValidatingAdmissionPolicy {
  return cluster.objectAt('validatingadmissionpolicies/p') as ValidatingAdmissionPolicy;
}

function spec(resources: readonly string[], ...expressions: readonly string[]): object {
  const rule = { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources };
  return {
    matchConstraints: { resourceRules: [rule] },
    variables: [{ name: 'n', expression: 'object.spec.replicas' }],
    validations: expressions.map((expression) => ({ expression })),
  };
}

test('misspelt fields and wrong types are noted, kind by kind, and the note goes with the mistake', () => {
  const cluster = bootedCluster();
  const good = "object.spec.template.spec.containers.all(c, c.image.startsWith('a')) && variables.n > 1 && object.metadata.name != ''";
  const policy = write(cluster, 'POST', PATH, spec(['deployments', 'replicasets'], good, 'object.spec.replcas > 1', "variables.n == '3'"));
  const misspelt = "ERROR: <input>:1:12: undefined field 'replcas'\n | object.spec.replcas > 1\n | ...........^";
  const mistyped =
    "ERROR: <input>:1:13: found no matching overload for '_==_' applied to '(int, string)'\n | variables.n == '3'\n | ............^";
  const both = (problem: string): string => `apps/v1, Kind=Deployment: ${problem}\n\napps/v1, Kind=ReplicaSet: ${problem}\n`;
  expect(policy.status).toEqual({
    observedGeneration: 1,
    typeChecking: {
      expressionWarnings: [
        { fieldRef: 'spec.validations[1].expression', warning: both(misspelt) },
        { fieldRef: 'spec.validations[2].expression', warning: both(mistyped) },
      ],
    },
  });
  const owner = policy.metadata.managedFields?.find(({ manager }) => manager === 'validatingadmissionpolicy-status');
  expect([owner?.operation, owner?.subresource]).toEqual(['Apply', 'status']);
  expect(write(cluster, 'PUT', `${PATH}/p`, spec(['*'], 'object.spec.replcas > 1')).status).toEqual({ observedGeneration: 2 });
});
