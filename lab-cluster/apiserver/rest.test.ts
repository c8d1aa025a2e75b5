// What the API server answers and stores: the rules every kind shares.
import { expect, test } from 'vitest';
import { createApiLab } from '../testing/api-lab.ts';

test('smoke', () => {
  const lab = createApiLab();
  const r = lab.get('/api/v1/namespaces');
  console.log(JSON.stringify(r).slice(0, 900));
  console.log(JSON.stringify(lab.get('/api/v1/namespaces/default/services/kubernetes')));
  lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  const p = lab.post('/api/v1/namespaces/default/pods', { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
  console.log(JSON.stringify(p, null, 1), lab.kernel.nowUs);
  expect(p.code).toBe(201);
});
