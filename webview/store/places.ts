// Which part of the drawing a process or controller is: its place on the stage, its lane's label, its icon and its title.

export type PlaceKind =
  | 'client'
  | 'scheduler'
  | 'manager'
  | 'controller'
  | 'cloud'
  | 'apiserver'
  | 'etcd'
  | 'kubelet'
  | 'runtime'
  | 'proxy'
  | 'packet'
  | 'other';

export interface Place {
  /** Where it is on the stage; all etcd members are one place, each node's agents are their own. */
  readonly key: string;
  readonly kind: PlaceKind;
  /** Name of the node it runs on, for node agents; else empty. */
  readonly node: string;
  /** Name in sentences and titles. */
  readonly title: string;
  /** Key and label of the trace lane it draws in; kube-proxies share one. */
  readonly laneKey: string;
  readonly lane: string;
}

const agents: Readonly<Record<string, { readonly kind: PlaceKind; readonly title: string }>> = {
  kubelet: { kind: 'kubelet', title: 'kubelet' },
  containerd: { kind: 'runtime', title: 'Runtime' },
  'kube-proxy': { kind: 'proxy', title: 'kube-proxy' },
};

const processes: Readonly<Record<string, { readonly kind: PlaceKind; readonly title: string }>> = {
  'kube-apiserver': { kind: 'apiserver', title: 'API server' },
  'kube-scheduler': { kind: 'scheduler', title: 'Scheduler' },
  'kube-controller-manager': { kind: 'manager', title: 'Controller manager' },
  'cloud-controller-manager': { kind: 'cloud', title: 'Cloud controller manager' },
  kubectl: { kind: 'client', title: 'kubectl' },
  outside: { kind: 'client', title: 'kubectl' },
  client: { kind: 'client', title: 'kubectl' },
  user: { kind: 'client', title: 'kubectl' },
  you: { kind: 'client', title: 'kubectl' },
};

/** Controllers whose words are not simply their name with capitals. */
const controllerTitles: Readonly<Record<string, string>> = {
  replicaset: 'ReplicaSet',
  endpoint: 'Endpoints',
  endpointslice: 'EndpointSlice',
  serviceaccount: 'ServiceAccount',
  'serviceaccount-token': 'ServiceAccount token',
  'root-ca-cert-publisher': 'Root CA publisher',
  statefulset: 'StatefulSet',
  daemonset: 'DaemonSet',
  cronjob: 'CronJob',
  'garbage-collector': 'Garbage collector',
  'service-lb': 'Load balancer',
  'taint-eviction': 'Taint eviction',
  'node-ipam': 'Node IPAM',
};

/** Controllers that belong to the cloud controller manager. */
const cloudControllers = new Set([
  'service-controller',
  'service-lb-controller',
  'cloud-node-controller',
  'cloud-node-lifecycle-controller',
  'node-route-controller',
  'cloud',
]);

const cache = new Map<string, Place>();

export function placeOf(component: string): Place {
  const known = cache.get(component);
  if (known !== undefined) {
    return known;
  }
  const place = computePlace(component);
  cache.set(component, place);
  return place;
}

function computePlace(component: string): Place {
  const slash = component.indexOf('/');
  const head = slash < 0 ? component : component.slice(0, slash);
  const tail = slash < 0 ? '' : component.slice(slash + 1);
  const agent = agents[head];
  if (agent !== undefined) {
    const shared = agent.kind === 'proxy';
    return {
      key: `${head}/${tail}`,
      kind: agent.kind,
      node: tail,
      title: shared ? agent.title : `${agent.title} on ${tail}`,
      laneKey: shared ? 'kube-proxy' : component,
      lane: shared ? 'kube-proxy' : `${agent.title} ${tail}`,
    };
  }
  const process = processes[component];
  if (process !== undefined) {
    const key = process.kind === 'client' ? 'kubectl' : component;
    return { key, kind: process.kind, node: '', title: process.title, laneKey: key, lane: shortLane(process.title) };
  }
  if (head === 'etcd' || head.startsWith('etcd-')) {
    return { key: 'etcd', kind: 'etcd', node: '', title: 'etcd', laneKey: 'etcd', lane: 'etcd' };
  }
  const name = tail === '' ? head : tail;
  if (cloudControllers.has(name)) {
    return {
      key: 'cloud-controller-manager',
      kind: 'cloud',
      node: '',
      title: 'Cloud controller manager',
      laneKey: name,
      lane: `Cloud: ${controllerTitle(name)}`,
    };
  }
  const isController = name.endsWith('-controller') || name.replace('-controller', '') in controllerTitles;
  const title = controllerTitle(name);
  return isController
    ? { key: name, kind: 'controller', node: '', title: `${title} controller`, laneKey: name, lane: `${title} ctrl` }
    : { key: component, kind: 'other', node: '', title, laneKey: component, lane: title };
}

function shortLane(title: string): string {
  return title === 'Cloud controller manager' ? 'Cloud controller' : title;
}

/** `node-lifecycle-controller` → `Node lifecycle`. */
export function controllerTitle(name: string): string {
  const bare = name.endsWith('-controller') ? name.slice(0, -'-controller'.length) : name;
  const known = controllerTitles[bare];
  if (known !== undefined) {
    return known;
  }
  const words = bare.replaceAll('-', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

export function placeIcon(kind: PlaceKind): 'terminal' | 'scheduler' | 'gear' | 'cloud' | 'api' | 'store' | 'node' | 'balancer' | 'globe' {
  switch (kind) {
    case 'client':
      return 'terminal';
    case 'scheduler':
      return 'scheduler';
    case 'cloud':
      return 'cloud';
    case 'apiserver':
      return 'api';
    case 'etcd':
      return 'store';
    case 'kubelet':
    case 'runtime':
      return 'node';
    case 'proxy':
      return 'balancer';
    case 'packet':
      return 'globe';
    case 'manager':
    case 'controller':
    case 'other':
      return 'gear';
  }
}
