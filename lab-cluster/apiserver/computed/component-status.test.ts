// The state of components, asked the way it once was.
import { expect, it } from 'vitest';
import type { ComponentStatus } from '../../api/kinds/component-status.ts';
import type { ObjectList } from '../../api/request.ts';
import { createApiLab } from '../../testing/api-lab.ts';

it('say who answers, and warn that nobody should ask this way', () => {
  const lab = createApiLab();
  const answer = lab.get('/api/v1/componentstatuses');
  const items = (answer.body as unknown as ObjectList<ComponentStatus>).items;
  expect(items.map(({ metadata, conditions }) => [metadata.name, conditions?.[0]?.status])).toEqual([
    ['scheduler', 'False'],
    ['controller-manager', 'False'],
    ['etcd-0', 'True'],
  ]);
  expect(answer.warnings).toEqual(['v1 ComponentStatus is deprecated in v1.19+']);
  expect(lab.get('/api/v1/componentstatuses/nobody').code).toBe(404);
});
