// Numbers, instants, verbs and names as the view writes them; pure text, the same in every theme and place.
import type { Micros, PodRow } from '../../lab-cluster/index.ts';

/** Thin, and no line ends in it. */
const thinSpace = '\u202f';

/** 18204 → "18 204" with a thin space. */
export function count(value: number): string {
  const digits = String(Math.trunc(value));
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, thinSpace);
}

/** A length of time for a person: "40 ms", "2.16 s", "2 m 10 s", "1 h 5 m". */
export function span(us: Micros): string {
  const ms = us / 1000;
  if (ms < 1) {
    return `${Math.round(us)} µs`;
  }
  if (ms < 1000) {
    return `${ms < 10 ? trim(ms.toFixed(1)) : Math.round(ms)} ms`;
  }
  const seconds = ms / 1000;
  if (seconds < 60) {
    return `${trim(seconds.toFixed(2))} s`;
  }
  const whole = Math.round(seconds);
  return whole < 3600
    ? `${Math.floor(whole / 60)} m ${String(whole % 60).padStart(2, '0')} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor(whole / 60) % 60} m`;
}

function trim(text: string): string {
  return text.replace(/\.?0+$/, '');
}

/** What is left of "apply: …" and the like when a title is one line. */
export function sentence(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Programs whose names begin small wherever they stand. */
const smallNames: ReadonlySet<string> = new Set(['kubectl', 'kubelet', 'etcd', 'containerd', 'iptables']);

/** What somebody saw, decided or wrote, begun as a sentence is. A word that is a name in one of `objects` stays as it is. */
export function begun(text: string, objects: readonly string[]): string {
  const first = /^[a-z]+(?=[\s,:;]|$)/.exec(text)?.[0] ?? '';
  const isName = smallNames.has(first) || (first !== 'status' && objects.some((object) => object.split('/').slice(1, 3).includes(first)));
  return first === '' || isName ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
}

const shortKinds: Readonly<Record<string, string>> = {
  deployments: 'deploy',
  replicasets: 'rs',
  endpointslices: 'slice',
  services: 'svc',
  serviceaccounts: 'account',
  configmaps: 'config',
  namespaces: 'ns',
  endpoints: 'endpoints',
  leases: 'lease',
};

/** `pods` → `pod`, `replicasets` → `rs`. */
export function shortKind(plural: string): string {
  return shortKinds[plural] ?? (plural.endsWith('s') ? plural.slice(0, -1) : plural);
}

/** What a client watches, as the hub writes it. */
export function watchWord(plural: string): string {
  return plural === 'endpointslices' ? 'slices' : plural;
}

/** Verb and short resource, for the text beside a port: `bind pod`, `patch status`. */
export function shortAction(verb: string, object: string): string {
  const parts = object.split('/');
  const plural = parts[0] ?? '';
  const subresource = parts.length > 3 ? (parts[3] ?? '') : '';
  if (subresource === 'binding' || verb === 'bind') {
    return 'bind pod';
  }
  if (subresource === 'status' || verb.endsWith('status')) {
    return `${verb.split(/[ /]/)[0] ?? verb} status`;
  }
  return plural === '' ? verb : `${verb.split('/')[0] ?? verb} ${shortKind(plural)}`;
}

/** `web-7d9f8c6b5-x2kqp` of Deployment web is `web-x2kqp`; other names stay whole. */
export function shortPodName(pod: Pick<PodRow, 'name' | 'workload'>): string {
  const [plural, , owner] = pod.workload.split('/');
  if (plural === 'deployments' && owner !== undefined && pod.name.startsWith(`${owner}-`)) {
    const suffix = pod.name.slice(pod.name.lastIndexOf('-') + 1);
    return `${owner}-${suffix}`;
  }
  return pod.name;
}

/** Percent of `part` in `whole`, as an integer from 0. */
export function percent(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.round((part / whole) * 100);
}

/** `1 pod`, `3 pods`. */
export function plural(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

/** Last part of `plural/namespace/name`. */
export function nameOf(object: string): string {
  return object.slice(object.lastIndexOf('/') + 1);
}

/** What forking does, before it is done: the later writes are gone, because a cluster has one history. */
export function forkMeans(revision: number, head: number): string {
  const later = Math.max(0, head - revision);
  return `The cluster goes back to revision ${count(revision)} and goes on from there. ${later === 0 ? 'Nothing was written since.' : `What was written since is dropped: ${plural(later, 'revision')}.`}`;
}

/** A name that has no room keeps its beginning and the end that tells it from its siblings. */
export function shorten(name: string, characters: number): string {
  const end = 5;
  return name.length <= characters || characters < end + 2 ? name : `${name.slice(0, characters - end - 1)}…${name.slice(-end)}`;
}
