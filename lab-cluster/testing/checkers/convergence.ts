// When all has settled, what is asked for is what is there: replicas, owners, endpoints.
import type { Deployment } from '../../api/kinds/deployment.ts';
import type { EndpointSlice } from '../../api/kinds/endpoint-slice.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set.ts';
import type { Service } from '../../api/kinds/service.ts';
import { controllerOf } from '../../api/object.ts';
import { isPodReady } from '../../api/pods/pod-template.ts';
import { type CheckerFactory, type World, objectsOf } from './checker.ts';

export const convergence: CheckerFactory = () => ({
  name: 'settled means as asked',
  onSettled: (world) => [...deployments(world), ...replicaSets(world), ...orphans(world), ...services(world)],
});

function deployments(world: World): string[] {
  return objectsOf<Deployment>(world, 'deployments')
    .filter((deployment) => {
      const { status, spec } = deployment;
      const replicas = spec.replicas ?? 1;
      return (
        (status?.readyReplicas ?? 0) !== replicas || (status?.updatedReplicas ?? 0) !== replicas || (status?.replicas ?? 0) !== replicas
      );
    })
    .map(
      (deployment) => `deployment ${deployment.metadata.name}: wants ${deployment.spec.replicas}, has ${JSON.stringify(deployment.status)}`,
    );
}

function replicaSets(world: World): string[] {
  const pods = objectsOf<Pod>(world, 'pods');
  return objectsOf<ReplicaSet>(world, 'replicasets')
    .map((set) => ({ set, owned: pods.filter((pod) => controllerOf(pod)?.uid === set.metadata.uid).length }))
    .filter(({ set, owned }) => owned !== (set.spec.replicas ?? 1))
    .map(({ set, owned }) => `replicaset ${set.metadata.name}: wants ${set.spec.replicas}, owns ${owned}`);
}

/** Everything a controller made has an owner that still exists. */
function orphans(world: World): string[] {
  const uids = new Set<string>();
  for (const byName of world.objects.values()) for (const object of byName.values()) uids.add(object.metadata.uid);
  return objectsOf<Pod>(world, 'pods')
    .filter((pod) => (pod.metadata.ownerReferences ?? []).some((owner) => !uids.has(owner.uid)))
    .map((pod) => `pod ${pod.metadata.name}: its owner is gone`);
}

/** EndpointSlices name exactly the ready pods that a Service selects. */
function services(world: World): string[] {
  const slices = objectsOf<EndpointSlice>(world, 'endpointslices');
  const broken: string[] = [];
  for (const service of objectsOf<Service>(world, 'services')) {
    const { selector } = service.spec;
    if (selector === undefined || Object.keys(selector).length === 0) continue;
    const { name, namespace } = service.metadata;
    const expected = objectsOf<Pod>(world, 'pods')
      .filter(
        (pod) =>
          pod.metadata.namespace === namespace && Object.entries(selector).every(([key, value]) => pod.metadata.labels?.[key] === value),
      )
      .filter((pod) => isPodReady(pod) && pod.metadata.deletionTimestamp === undefined)
      .map((pod) => pod.status.podIP ?? '')
      .sort();
    const found = slices
      .filter((slice) => slice.metadata.namespace === namespace && slice.metadata.labels?.['kubernetes.io/service-name'] === name)
      .flatMap((slice) => slice.endpoints ?? [])
      .filter((endpoint) => endpoint.conditions?.ready === true)
      .flatMap((endpoint) => endpoint.addresses)
      .sort();
    if (expected.join() !== found.join())
      broken.push(`service ${name}: endpoints [${found.join(' ')}], ready pods [${expected.join(' ')}]`);
  }
  return broken;
}
