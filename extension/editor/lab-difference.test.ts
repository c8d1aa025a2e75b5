// A line above a manifest says what differs from Kubernetes, not that something does.
import { expect, it } from 'vitest';
import { simplificationOf } from '../../lab-cluster/index.ts';
import { labDifference } from './lab-difference.ts';

const kinds = [
  ['v1', 'PersistentVolumeClaim'],
  ['v1', 'ReplicationController'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['batch/v1', 'CronJob'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['networking.k8s.io/v1', 'ServiceCIDR'],
  ['node.k8s.io/v1', 'RuntimeClass'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['apiregistration.k8s.io/v1', 'APIService'],
] as const;

it('says what the lab leaves out, without what it does as Kubernetes does', () => {
  expect(labDifference('Stored and checked as in Kubernetes; nothing binds or provisions volumes yet.')).toBe(
    'In this lab nothing binds or provisions volumes yet',
  );
  expect(labDifference('Listed and checked; requests are not queued by it.')).toBe('In this lab requests are not queued by it');
});

it.each(kinds)('has room above a manifest of %s %s', (apiVersion, kind) => {
  const note = simplificationOf(apiVersion, kind) ?? '';
  const said = labDifference(note);
  expect(said).toMatch(/^In this lab [a-z].{12}/);
  expect(said.length).toBeLessThanOrEqual(92);
  expect(said).not.toMatch(/stored and checked/i);
});
