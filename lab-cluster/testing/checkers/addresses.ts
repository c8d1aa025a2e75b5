// No two living things share an address: pod IPs, cluster IPs, node ports.
import type { Pod } from '../../api/kinds/pod.ts';
import type { Service } from '../../api/kinds/service.ts';
import { type CheckerFactory, objectsOf } from './checker.ts';

export const addresses: CheckerFactory = () => ({
  name: 'addresses are unique',
  onChange: ({ object, plural, next, previous }, world) => {
    if (plural === 'pods' && next !== undefined) {
      const ip = (next as Pod).status.podIP;
      if (ip === undefined || (previous as Pod | undefined)?.status.podIP === ip || isOver(next as Pod)) return [];
      const others = objectsOf<Pod>(world, 'pods').filter(
        (pod) => pod.metadata.uid !== next.metadata.uid && pod.status.podIP === ip && !isOver(pod),
      );
      return others.filter((pod) => pod.spec.hostNetwork !== true).map((pod) => `${object}: ${ip} is also ${pod.metadata.name}'s`);
    }
    if (plural === 'services' && next !== undefined) return sharedBy(next as Service, objectsOf<Service>(world, 'services'));
    return [];
  },
});

function isOver(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed' || pod.spec.hostNetwork === true;
}

function sharedBy(service: Service, all: readonly Service[]): string[] {
  const broken: string[] = [];
  for (const other of all) {
    if (other.metadata.uid === service.metadata.uid) continue;
    const ip = service.spec.clusterIP ?? '';
    if (ip !== '' && ip !== 'None' && other.spec.clusterIP === ip)
      broken.push(`${service.metadata.name}: cluster IP ${ip} is also ${other.metadata.name}'s`);
    for (const port of service.spec.ports ?? []) {
      if (port.nodePort === undefined || port.nodePort === 0) continue;
      const taken = (other.spec.ports ?? []).some((theirs) => theirs.nodePort === port.nodePort && theirs.protocol === port.protocol);
      if (taken) broken.push(`${service.metadata.name}: node port ${port.nodePort} is also ${other.metadata.name}'s`);
    }
  }
  return broken;
}
