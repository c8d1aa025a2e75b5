// Ports of a pod's containers that get in each other's way: containers of one pod share an address.
// Models the part of pkg/api/pod/warnings.go that collects ports.
import type { Container, ContainerPort } from '../pods/container.ts';
import { goQuote } from '../field-errors.ts';

interface PlacedPort extends ContainerPort {
  readonly at: string;
}

/** Simplified: no more conflicts are looked for than an answer has room for, as thousands of equal ports have millions. */
const MOST_TOLD = 500;

/** `containers`: each with its path. */
export function warningsOfPorts(containers: readonly (readonly [Container, string])[]): readonly string[] {
  const warnings: string[] = [];
  const byNumber = new Map<string, PlacedPort[]>();
  const ports = containers.flatMap(([container, here]) =>
    (container.ports ?? []).map((port, index): PlacedPort => ({ ...port, at: `${here}.ports[${index}]` })),
  );
  for (const port of ports) {
    if (port.hostIP && !port.hostPort) warnings.push(`${port.at}: hostIP set without hostPort: ${goPrinted(port)}`);
    const key = `${port.containerPort}/${port.protocol ?? ''}`;
    const others = byNumber.get(key);
    if (others === undefined) {
      byNumber.set(key, [port]);
      continue;
    }
    if (warnings.length >= MOST_TOLD) continue;
    for (const other of others) {
      const relation = relationOf(port, other);
      if (relation !== undefined) warnings.push(`${port.at}: ${relation} port definition with ${other.at}`);
    }
    others.push(port);
  }
  const byName = new Map<string, string>();
  for (const { name = '', at } of ports) {
    if (name === '') continue;
    const other = byName.get(name);
    if (other === undefined) byName.set(name, at);
    else
      warnings.push(
        `${at}: duplicate port name ${goQuote(name)} with ${other}, services and probes that select ports by name will use ${other}`,
      );
  }
  return warnings;
}

function relationOf(one: PlacedPort, other: PlacedPort): string | undefined {
  const [hostIp = '', otherIp = ''] = [one.hostIP, other.hostIP];
  const [hostPort = 0, otherPort = 0] = [one.hostPort, other.hostPort];
  if (hostIp === otherIp && hostPort === otherPort) return 'duplicate';
  if (hostPort === 0 || otherPort === 0) return 'overlapping';
  return hostPort === otherPort && (hostIp === '') !== (otherIp === '') ? 'dangerously ambiguous' : undefined;
}

/** `%+v` of Go. */
function goPrinted({ name = '', hostPort = 0, containerPort, protocol, hostIP = '' }: ContainerPort): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol ?? ''} HostIP:${hostIP}}`;
}
