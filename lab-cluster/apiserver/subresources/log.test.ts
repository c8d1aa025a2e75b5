// What the API server itself says when somebody asks for a log, before any kubelet is asked.
import { expect, test } from 'vitest';
import { refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const lab = createApiLab();
const PODS = '/api/v1/namespaces/default/pods';
lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
const named = (...names: string[]): object[] => names.map((name) => ({ name, image: 'i' }));
lab.post(PODS, { metadata: { name: 'one' }, spec: { containers: named('app') } });
lab.post(PODS, { metadata: { name: 'two' }, spec: { containers: named('app', 'side'), initContainers: named('first') } });
lab.post(PODS, { metadata: { name: 'lost' }, spec: { containers: named('app'), nodeName: 'elm' } });

const ask = (pod: string, query: Record<string, string> = {}): string => refusalOf(lab.get(`${PODS}/${pod}/log`, query));

test('options are checked before the pod is looked for, all at once and under its name', () => {
  expect(ask('none', { tailLines: '-3', limitBytes: '0', sinceSeconds: '0' })).toBe(
    'PodLogOptions "none" is invalid: [tailLines: Invalid value: -3: must be greater than or equal to 0, limitBytes: Invalid value: 0: must be greater than 0, sinceSeconds: Invalid value: 0: must be greater than 0]',
  );
  expect(ask('one', { stream: 'Stdout' })).toBe('PodLogOptions "one" is invalid: stream: Forbidden: may not be specified');
  expect(ask('none')).toBe('pods "none" not found');
});

test('a container is named where there are several, and must be one', () => {
  expect(ask('two')).toBe(
    'a container name must be specified for pod two, choose one of: [app side] or one of the init containers: [first]',
  );
  expect(ask('two', { container: 'third' })).toBe('container third is not valid for pod two');
  expect(ask('one')).toBe('');
});

test('a node that is not there has nothing to tell', () => {
  expect(ask('lost')).toBe('nodes "elm" not found');
});
