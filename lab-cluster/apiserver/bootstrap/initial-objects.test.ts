// The objects that the API server keeps about itself, from its start.
import { expect, it } from 'vitest';
import type { ObjectList } from '../../api/request.ts';
import { createApiLab } from '../../testing/api-lab.ts';

it('are there once it has started', () => {
  const lab = createApiLab();
  const namesIn = (path: string): readonly string[] =>
    (lab.get(path).body as unknown as ObjectList).items.map(({ metadata }) => metadata.name);
  expect(namesIn('/apis/apiregistration.k8s.io/v1/apiservices')).toContain('v1.apps');
  expect(namesIn('/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas')).toHaveLength(11);
  expect(namesIn('/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations')).toHaveLength(8);
  expect(namesIn('/apis/networking.k8s.io/v1/servicecidrs')).toEqual(['kubernetes']);
});
