// Names of components, objects and steps as a person says them: `kubelet/node-2` is "kubelet on node-2".
import { kinds } from '../api/registry.ts';

const PROCESSES: Readonly<Record<string, string>> = {
  'kube-apiserver': 'API server',
  'kube-scheduler': 'Scheduler',
  'kube-controller-manager': 'Controller manager',
  'cloud-controller-manager': 'Cloud controller manager',
  coredns: 'CoreDNS',
  cloud: 'Cloud',
  containerd: 'Runtime',
  outside: 'You',
  'root-ca-cert-publisher': 'Root CA publisher',
  'generic-garbage-collector': 'Garbage collector',
};

const CONTROLLERS: Readonly<Record<string, string>> = {
  replicaset: 'ReplicaSet',
  endpointslice: 'EndpointSlice',
  'node-ipam': 'Node IPAM',
  'service-account': 'ServiceAccount',
  'service-account-token': 'ServiceAccount token',
};

/** Who does something: a process, or a controller inside one. */
export function actorTitle(component: string): string {
  const slash = component.indexOf('/');
  const head = slash < 0 ? component : component.slice(0, slash);
  const tail = slash < 0 ? '' : component.slice(slash + 1);
  const known = PROCESSES[head];
  if (known !== undefined) return tail === '' ? known : `${known} on ${tail}`;
  if (head === 'kubelet' || head === 'kube-proxy') return tail === '' ? head : `${head} on ${tail}`;
  const name = tail === '' ? head : tail;
  if (!name.endsWith('-controller')) return name;
  const bare = name.slice(0, -'-controller'.length);
  const title = CONTROLLERS[bare] ?? bare.replaceAll('-', ' ');
  return `${title.slice(0, 1).toUpperCase()}${title.slice(1)} controller`;
}

export interface ObjectName {
  readonly plural: string;
  /** Empty for cluster-wide objects. */
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
}

/** Reads `plural/namespace/name[/subresource]` or `plural/name[/subresource]`; a bare word is a name without a plural. */
export function parseObject(object: string): ObjectName {
  const parts = object.split('/');
  const [plural = '', second = '', third = '', fourth = ''] = parts;
  if (parts.length === 1) return { plural: '', namespace: '', name: object, subresource: '' };
  const kind = kinds.find((candidate) => candidate.plural === plural);
  if (kind?.namespaced === false) return { plural, namespace: '', name: second, subresource: third };
  if (parts.length === 2) return { plural, namespace: '', name: second, subresource: '' };
  return { plural, namespace: second, name: third, subresource: fourth };
}

/** `Pod web-x2kqp`; of an object that has told no name yet, `Pod in default`. */
export function objectTitle(object: string): string {
  const { plural, name } = parseObject(object);
  const kind = kinds.find((candidate) => candidate.plural === plural);
  const unnamed = kind?.namespaced === true && object === `${plural}/${name}`;
  return kind === undefined ? object : `${kind.kind} ${unnamed ? `in ${name}` : name}`;
}

/** `-n shop `, or nothing for the default namespace. */
export function namespaceOption(namespace: string): string {
  return namespace === '' || namespace === 'default' ? '' : ` -n ${namespace}`;
}
