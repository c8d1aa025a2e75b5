// Which node ports a Service takes when it is written, the one for health checks included.
// Models pkg/registry/core/service/storage/alloc.go initNodePorts, updateNodePorts and updateHealthCheckNodePort.
import { internalError, invalidStatus, plainFailure } from '../../api/errors.ts';
import { invalid } from '../../api/field-errors.ts';
import { type Service, type ServicePort, services } from '../../api/kinds/service.ts';
import { needsHealthCheck, needsNodePorts, nodePortsOf } from '../../api/service-facts.ts';
import type { Status } from '../../api/status.ts';
import { type Writable, writable } from '../../api/writable.ts';
import type { Allocation } from './allocator.ts';

type Port = Writable<ServicePort>;

/** Writes into `next`, which must be private. The Status says why it cannot have them. */
export function takeNodePorts(next: Service, previous: Service | undefined, taken: Allocation): Status | undefined {
  const { type } = next.spec;
  const mayHave = type === 'NodePort' || type === 'LoadBalancer';
  const refused = !mayHave ? undefined : previous === undefined ? firstPorts(next, taken) : changedPorts(next, previous, taken);
  return refused ?? takeHealthCheckPort(next, previous, taken);
}

/** Ports of one number, which differ by protocol, share a node port unless they ask for two. */
function firstPorts(next: Service, taken: Allocation): Status | undefined {
  const draft = writable(next.spec);
  const ports = draft.ports ?? [];
  const byNumber = new Map<number, number>();
  for (const [index, port] of ports.entries()) {
    if (!port.nodePort && !needsNodePorts(draft)) continue;
    const shared = byNumber.get(port.port);
    if (shared === undefined) {
      const asked = ports.find((other) => other.port === port.port && other.nodePort)?.nodePort;
      const refused = asked === undefined ? draw(port, taken) : take(next, index, asked, taken);
      if (refused !== undefined) return refused;
      port.nodePort = asked ?? port.nodePort ?? 0;
      byNumber.set(port.port, port.nodePort);
    } else if (!port.nodePort) {
      port.nodePort = shared;
    } else if (port.nodePort !== shared) {
      const refused = take(next, index, port.nodePort, taken);
      if (refused !== undefined) return refused;
    }
  }
  return undefined;
}

function changedPorts(next: Service, previous: Service, taken: Allocation): Status | undefined {
  const draft = writable(next.spec);
  const before = nodePortsOf(previous.spec);
  const added = new Set<number>();
  const seen = new Set<string>();
  for (const [index, port] of (draft.ports ?? []).entries()) {
    if (!port.nodePort && !needsNodePorts(draft)) continue;
    let refused: Status | undefined;
    if (!port.nodePort) refused = draw(port, taken);
    else if (!before.has(port.nodePort) && !added.has(port.nodePort)) {
      refused = take(next, index, port.nodePort, taken);
      added.add(port.nodePort);
    }
    if (refused !== undefined) return refused;
    const one = `${port.protocol} ${port.nodePort}`;
    if (seen.has(one)) return plainFailure(`duplicate nodePort: {${one}}`);
    seen.add(one);
  }
  return undefined;
}

function take({ metadata }: Service, index: number, port: number, taken: Allocation): Status | undefined {
  const why = taken.takePort(port);
  return why === undefined ? undefined : invalidStatus(services, metadata.name, [invalid(`spec.ports[${index}].nodePort`, port, why)]);
}

function draw(port: Port, taken: Allocation): Status | undefined {
  const drawn = taken.drawPort();
  if (drawn === undefined) return internalError('failed to allocate a nodePort: range is full');
  port.nodePort = drawn;
  return undefined;
}

function takeHealthCheckPort(next: Service, previous: Service | undefined, taken: Allocation): Status | undefined {
  if (!needsHealthCheck(next.spec) || (previous !== undefined && needsHealthCheck(previous.spec))) return undefined;
  const draft = writable(next.spec);
  const asked = draft.healthCheckNodePort ?? 0;
  if (asked !== 0) {
    const why = taken.takePort(asked);
    return why === undefined ? undefined : internalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${why}`);
  }
  const drawn = taken.drawPort();
  if (drawn === undefined) return internalError('failed to allocate a HealthCheck NodePort 0: range is full');
  draft.healthCheckNodePort = drawn;
  return undefined;
}
