// Evictions are granted as long as the pod's budget allows, and refused in Kubernetes' words when it does not.
import { describe, expect, it } from 'vitest';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../api/kinds/pod-disruption-budget.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { ApiResponse } from '../../api/request.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';

const PODS = '/api/v1/namespaces/default/pods';
const BUDGETS = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';

/** A running pod on a node, ready or not. */
function addPod(lab: ApiLab, name: string, ready: boolean): void {
  const account = lab.get('/api/v1/namespaces/default/serviceaccounts/default').code;
  if (account === 404) lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  const spec = { containers: [{ name: 'c', image: 'nginx:1.27' }], nodeName: 'node-1', terminationGracePeriodSeconds: 30 };
  expect(lab.post(PODS, { metadata: { name, labels: { app: 'web' } }, spec }).code).toBe(201);
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  expect(lab.patch(`${PODS}/${name}/status`, { status: { phase: 'Running', conditions } }, 'strategic').code).toBe(200);
}

function addBudget(lab: ApiLab, name: string, status: Partial<PodDisruptionBudgetStatus>, spec: object = {}): void {
  const selector = { matchLabels: { app: 'web' } };
  expect(lab.post(BUDGETS, { metadata: { name }, spec: { minAvailable: 1, selector, ...spec } }).code).toBe(201);
  const budget = lab.get(`${BUDGETS}/${name}`).body as PodDisruptionBudget;
  const next = { ...budget, status: { ...budget.status, observedGeneration: 1, ...status } };
  expect(lab.put(`${BUDGETS}/${name}/status`, next).code).toBe(200);
}

function evict(lab: ApiLab, name: string, deleteOptions?: object, query?: Record<string, string>): ApiResponse {
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name }, ...(deleteOptions === undefined ? {} : { deleteOptions }) };
  return lab.post(`${PODS}/${name}/eviction`, body, query);
}

describe('an eviction', () => {
  it('of a pod without a budget ends it, and tells the pod why', () => {
    const lab = createApiLab();
    addPod(lab, 'a', true);
    expect(evict(lab, 'a')).toMatchObject({ code: 201, body: { status: 'Success', code: 201 } });
    const pod = lab.get(`${PODS}/a`).body as Pod;
    expect(pod.metadata.deletionTimestamp).toBeDefined();
    expect(pod.status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'EvictionByEvictionAPI',
        message: 'Eviction API: evicting',
      }),
    );
  });

  it('spends one of the disruptions its budget allows, and leaves word of it', () => {
    const lab = createApiLab();
    addPod(lab, 'a', true);
    addBudget(lab, 'web', { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 });
    expect(evict(lab, 'a').code).toBe(201);
    const { status } = lab.get(`${BUDGETS}/web`).body as PodDisruptionBudget;
    expect(status.disruptionsAllowed).toBe(0);
    expect(Object.keys(status.disruptedPods ?? {})).toEqual(['a']);
    expect(status.conditions).toMatchObject([{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' }]);
  });

  it('is refused with 429 when the budget is spent', () => {
    const lab = createApiLab();
    addPod(lab, 'a', true);
    addBudget(lab, 'web', { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 });
    expect(evict(lab, 'a')).toMatchObject({
      code: 429,
      body: {
        reason: 'TooManyRequests',
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: {
          causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget web needs 1 healthy pods and has 1 currently' }],
        },
      },
    });
    expect((lab.get(`${PODS}/a`).body as Pod).metadata.deletionTimestamp).toBeUndefined();
  });

  it('waits for the controller to have seen the budget as it is', () => {
    const lab = createApiLab();
    addPod(lab, 'a', true);
    addBudget(lab, 'web', { disruptionsAllowed: 1, observedGeneration: 0 });
    expect(evict(lab, 'a')).toMatchObject({
      code: 429,
      body: {
        details: {
          retryAfterSeconds: 10,
          causes: [{ message: 'The disruption budget web is still being processed by the server.' }],
        },
      },
    });
  });

  it('of an unready pod needs no disruption where enough others are healthy', () => {
    const lab = createApiLab();
    addPod(lab, 'a', false);
    addBudget(lab, 'web', { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 2 });
    expect(evict(lab, 'a').code).toBe(201);
  });

  it('of an unready pod is up to unhealthyPodEvictionPolicy where they are not', () => {
    const spent = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 1, expectedPods: 1 };
    const strict = createApiLab();
    addPod(strict, 'a', false);
    addBudget(strict, 'web', spent);
    expect(evict(strict, 'a').code).toBe(429);
    const lenient = createApiLab();
    addPod(lenient, 'a', false);
    addBudget(lenient, 'web', spent, { unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    expect(evict(lenient, 'a').code).toBe(201);
  });

  it('under two budgets is nobody’s to grant', () => {
    const lab = createApiLab();
    addPod(lab, 'a', true);
    addBudget(lab, 'one', { disruptionsAllowed: 1 });
    addBudget(lab, 'two', { disruptionsAllowed: 1 });
    const message = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    expect(evict(lab, 'a')).toMatchObject({ code: 500, body: { message } });
  });

  it('as a dry run asks and changes nothing', () => {
    const lab = createApiLab();
    addPod(lab, 'a', true);
    addBudget(lab, 'web', { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1, expectedPods: 2 });
    expect(evict(lab, 'a', undefined, { dryRun: 'All' }).code).toBe(201);
    expect(evict(lab, 'a', { dryRun: ['All'] }).code).toBe(201);
    expect((lab.get(`${BUDGETS}/web`).body as PodDisruptionBudget).status.disruptionsAllowed).toBe(1);
    expect((lab.get(`${PODS}/a`).body as Pod).metadata.deletionTimestamp).toBeUndefined();
  });

  it('keeps to its preconditions, and must name the pod in its URL', () => {
    const lab = createApiLab();
    addPod(lab, 'a', true);
    expect(evict(lab, 'a', { preconditions: { resourceVersion: '1' } }).code).toBe(409);
    expect(evict(lab, 'gone').code).toBe(404);
    expect(lab.post(`${PODS}/a/eviction`, { metadata: { name: 'b' } })).toMatchObject({
      code: 400,
      body: { message: 'name in URL does not match name in Eviction object' },
    });
  });

  it('is for a pod of its own namespace, and a dry run of the request is one of the deletion', () => {
    const lab = createApiLab();
    addPod(lab, 'a', true);
    const body = { metadata: { name: 'a', namespace: 'other' } };
    expect(lab.post(`${PODS}/a/eviction`, body)).toMatchObject({
      code: 400,
      body: { message: 'the namespace of the provided object does not match the namespace sent on the request' },
    });
    expect(evict(lab, 'a', { gracePeriodSeconds: 5 }, { dryRun: 'All' }).code).toBe(201);
    const old = { apiVersion: 'policy/v1beta1', kind: 'Eviction', metadata: { name: 'a' } };
    expect(lab.post(`${PODS}/a/eviction`, old, { dryRun: 'All' }).code).toBe(201);
    expect((lab.get(`${PODS}/a`).body as Pod).metadata.deletionTimestamp).toBeUndefined();
  });
});
