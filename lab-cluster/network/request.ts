// Turns "a request to Service web" into what a client really has: an address or a name, and a port.
// This is the sender's knowledge, gained by asking the API or DNS beforehand; the walk itself sees packets only.
import type { Service, ServicePort } from '../api/kinds/service.ts';
import { keyOf } from '../api/object.ts';
import type { Protocol } from '../sim/netfilter.ts';
import type { PacketWalk } from '../view/picture-types.ts';
import { CLUSTER_DOMAIN } from './dns.ts';
import { INTERNET_CLIENT } from './walk.ts';
import type { PacketRequest } from './walk-types.ts';

export interface RequestOptions {
  /** One of the Service's ports; its first one when left out. */
  readonly port?: number;
  /** `namespace/name` of the sending pod; an internet client when left out. */
  readonly fromPod?: string;
  /** Addresses of nodes, of which an internet client without load balancer tries the first. */
  readonly nodeAddresses: readonly string[];
}

/** The request, or the walk of a packet that cannot even be sent, with the reason. */
export type Planned = { readonly ok: true; readonly request: PacketRequest } | { readonly ok: false; readonly walk: PacketWalk };

export function planRequest(service: Service, options: RequestOptions): Planned {
  const key = keyOf(service);
  const ports = service.spec.ports ?? [];
  const port = options.port === undefined ? ports[0] : ports.find((each) => each.port === options.port);
  const title = `Request to Service ${key} from ${options.fromPod === undefined ? 'the internet' : `pod ${options.fromPod}`}`;
  if (port === undefined) {
    return cannot(title, `Service ${key} has no port${options.port === undefined ? '' : ` ${options.port}`}.`);
  }
  const protocol = (port.protocol ?? 'TCP').toLowerCase() as Protocol;
  if (options.fromPod !== undefined) {
    const to = `${service.metadata.name}.${service.metadata.namespace}.svc.${CLUSTER_DOMAIN}`;
    const from = { kind: 'pod', pod: options.fromPod } as const;
    return { ok: true, request: { title, from, to, port: podPort(service, port), protocol } };
  }
  return fromInternet(service, port, { title, protocol, nodeAddresses: options.nodeAddresses });
}

/** Pods of a headless Service are reached themselves, so on the port of the container. */
function podPort(service: Service, port: ServicePort): number {
  return service.spec.clusterIP === 'None' && typeof port.targetPort === 'number' ? port.targetPort : port.port;
}

function fromInternet(
  service: Service,
  port: ServicePort,
  known: { readonly title: string; readonly protocol: Protocol; readonly nodeAddresses: readonly string[] },
): Planned {
  const { title, protocol, nodeAddresses } = known;
  const key = keyOf(service);
  const { type } = service.spec;
  const from = { kind: 'internet' } as const;
  const ingress = service.status.loadBalancer.ingress?.[0]?.ip;
  if (type === 'LoadBalancer' && ingress !== undefined)
    return { ok: true, request: { title, from, to: ingress, port: port.port, protocol } };
  if (type === 'LoadBalancer') {
    return cannot(title, `The load balancer of ${key} is still pending: the cloud has not given it an address yet.`);
  }
  const [node] = nodeAddresses;
  if (type === 'NodePort' && port.nodePort !== undefined && node !== undefined) {
    return { ok: true, request: { title, from, to: node, port: port.nodePort, protocol } };
  }
  if (type === 'NodePort') return cannot(title, `There is no node whose port ${port.nodePort ?? ''} could be tried.`);
  return cannot(title, `Service ${key} is of type ${type}: its address ${service.spec.clusterIP} is known inside the cluster only.`);
}

function cannot(title: string, verdict: string): Planned {
  const client = { address: INTERNET_CLIENT, what: 'the client, outside the cluster', by: 'its own network' };
  return { ok: false, walk: { span: 0, title, outcome: 'unroutable', verdict, hops: [], namedBy: [client] } };
}
