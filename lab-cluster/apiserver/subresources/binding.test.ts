// What the API server asks of a decision of where a pod goes, and in which order.
import { expect, test } from 'vitest';
import { refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const lab = createApiLab();
const PODS = '/api/v1/namespaces/default/pods';
lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
const containers = [{ name: 'c', image: 'i' }];
lab.post(PODS, { metadata: { name: 'web' }, spec: { containers } });
lab.post(PODS, { metadata: { name: 'gated' }, spec: { containers, schedulingGates: [{ name: 'example.com/wait' }] } });

const bind = (name: string, metadata: object, target: object = { name: 'oak' }): readonly [number, string] => {
  const answer = lab.post(`${PODS}/${name}/binding`, { metadata: { name, ...metadata }, target });
  return [answer.code, refusalOf(answer)];
};

test('its names come first, then all of its target at once, as a plain failure', () => {
  expect(bind('web', { name: 'other' }, {})).toEqual([400, 'name in URL does not match name in Binding object']);
  expect(bind('web', { name: undefined })).toEqual([400, 'name in URL does not match name in Binding object']);
  expect(bind('web', {}, { kind: 'Pod' })).toEqual([
    500,
    '[target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>", target.name: Required value]',
  ]);
  expect(bind('none', {})).toEqual([404, 'pods "none" not found']);
});

test('another pod of that name is not meant', () => {
  const { uid, resourceVersion } = (lab.get(`${PODS}/web`).body as { metadata: { uid: string; resourceVersion: string } }).metadata;
  const head =
    'Operation cannot be fulfilled on pods "web": StorageError: invalid object, Code: 4, Key: /registry/pods/default/web, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ';
  expect(bind('web', { uid: 'old' })).toEqual([409, `${head}UID in precondition: old, UID in object meta: ${uid}`]);
  expect(bind('web', { uid, resourceVersion: '1' })).toEqual([
    409,
    `${head}ResourceVersion in precondition: 1, ResourceVersion in object meta: ${resourceVersion}`,
  ]);
});

test('a gated pod waits, and a pod is sent once', () => {
  expect(bind('gated', {})).toEqual([
    409,
    'Operation cannot be fulfilled on pods/binding "gated": pod gated has non-empty .spec.schedulingGates',
  ]);
  expect(bind('web', {}, { kind: 'Node', name: 'oak' })).toEqual([201, '']);
  expect(bind('web', {}, { name: 'elm' })).toEqual([
    409,
    'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "oak"',
  ]);
});
