// What an update keeps, counts and refuses, kind by kind.
import { describe, expect, it } from 'vitest';
import { cloneValue } from './equal.ts';
import { printFieldErrors } from './field-errors.ts';
import { type Deployment, deployments } from './kinds/deployment.ts';
import { type Pod, pods } from './kinds/pod.ts';
import { type Service, services } from './kinds/service.ts';
import { type Writable, writable } from './writable.ts';

const METADATA = {
  name: 'x',
  namespace: 'default',
  uid: 'u',
  resourceVersion: '5',
  creationTimestamp: '2026-01-01T00:00:00Z',
  generation: 1,
};

function deployment(): Deployment {
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: METADATA,
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    },
    status: { replicas: 3 },
  } as unknown as Deployment;
  deployments.setDefaults?.(object);
  return object;
}

function changed<T>(object: T, change: (draft: Writable<T>) => void): T {
  const copy = cloneValue(object);
  change(writable(copy));
  return copy;
}

describe('a Deployment', () => {
  const previous = deployment();

  it('gets a new generation when its spec or annotations change, and keeps its status', () => {
    const scaled = changed(previous, (draft) => {
      draft.spec.replicas = 7;
      draft.status = {};
    });
    deployments.prepareForUpdate?.(scaled, previous);
    expect(scaled.metadata.generation).toBe(2);
    expect(scaled.status).toEqual({ replicas: 3 });
    const labelled = changed(previous, (draft) => (draft.metadata.labels = { team: 'x' }));
    deployments.prepareForUpdate?.(labelled, previous);
    expect(labelled.metadata.generation).toBe(1);
  });

  it('gives a writer of its status nothing but the status', () => {
    const next = changed(previous, (draft) => {
      draft.spec.replicas = 9;
      draft.metadata.labels = { sneaky: 'yes' };
      draft.status = { replicas: 4 };
    });
    deployments.prepareForStatusUpdate?.(next, previous, '2026-01-01T00:00:00Z');
    expect(next.spec).toBe(previous.spec);
    expect(next.metadata.labels).toBeUndefined();
    expect(next.status).toEqual({ replicas: 4 });
  });

  it('cannot change its selector', () => {
    const next = changed(previous, (draft) => {
      draft.spec.selector = { matchLabels: { a: 'c' } };
      draft.spec.template.metadata = { labels: { a: 'c' } };
    });
    expect(printFieldErrors(deployments.validateUpdate?.(next, previous) ?? [])).toBe(
      'spec.selector: Invalid value: {"matchLabels":{"a":"c"}}: field is immutable',
    );
  });

  it('defaults change nothing that is there', () => {
    const again = cloneValue(previous);
    deployments.setDefaults?.(again);
    expect(again).toEqual(previous);
  });
});

describe('a Pod', () => {
  const created = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: METADATA,
    spec: { containers: [{ name: 'c', image: 'i' }] },
    status: {},
  } as unknown as Pod;
  pods.setDefaults?.(created);

  it('may change its image, not its command', () => {
    const image = changed(created, (draft) => ((draft.spec.containers[0] as { image: string }).image = 'i:2'));
    const command = changed(created, (draft) => ((draft.spec.containers[0] as { command?: string[] }).command = ['x']));
    expect(pods.validateUpdate?.(image, created)).toEqual([]);
    expect(printFieldErrors(pods.validateUpdate?.(command, created) ?? [])).toMatch(
      /^spec: Forbidden: pod updates may not change fields other than/,
    );
  });

  it('may gain tolerations, not lose them', () => {
    const tolerant = changed(created, (draft) => (draft.spec.tolerations = [{ key: 'a', operator: 'Exists' }]));
    expect(pods.validateUpdate?.(tolerant, created)).toEqual([]);
    expect(pods.validateUpdate?.(created, tolerant)?.length).toBeGreaterThan(0);
  });
});

describe('a Service', () => {
  const balanced = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: METADATA,
    spec: { type: 'LoadBalancer', clusterIP: '10.96.0.9', clusterIPs: ['10.96.0.9'], ports: [{ port: 80 }] },
  } as unknown as Service;
  services.setDefaults?.(balanced);

  it('sheds what belonged to its old type', () => {
    const plain = changed(balanced, (draft) => (draft.spec.type = 'ClusterIP'));
    services.prepareForUpdate?.(plain, balanced);
    expect(plain.spec.externalTrafficPolicy).toBeUndefined();
    expect(plain.spec.allocateLoadBalancerNodePorts).toBeUndefined();
    expect(plain.spec.clusterIP).toBe('10.96.0.9');
    expect(services.validateUpdate?.(plain, balanced)).toEqual([]);
    const named = changed(balanced, (draft) => {
      draft.spec.type = 'ExternalName';
      draft.spec.externalName = 'example.com';
    });
    services.prepareForUpdate?.(named, balanced);
    expect(named.spec.clusterIP).toBeUndefined();
    expect(services.validateUpdate?.(named, balanced)).toEqual([]);
  });

  it('keeps its address', () => {
    const moved = changed(balanced, (draft) => {
      draft.spec.clusterIP = '10.96.0.10';
      draft.spec.clusterIPs = ['10.96.0.10'];
    });
    expect(printFieldErrors(services.validateUpdate?.(moved, balanced) ?? [])).toBe(
      'spec.clusterIPs[0]: Invalid value: ["10.96.0.10"]: may not change once set',
    );
  });
});
