// Who would have to do the next thing about an object: when it is down, that is why nothing happens.
import type { Deployment } from '../api/kinds/deployment.ts';
import type { Pod } from '../api/kinds/pod.ts';
import type { ReplicaSet } from '../api/kinds/replica-set.ts';
import type { Service } from '../api/kinds/service.ts';
import type { KubeObject } from '../api/object.ts';
import { isPodTerminal } from '../api/pods/pod-template.ts';
import { actorTitle } from './actor-words.ts';
import type { SpanRow } from './picture-types.ts';
import type { Reason } from './reasons.ts';

interface Expected {
  /** Name of the process. */
  readonly process: string;
  /** What does not happen without it. */
  readonly missing: string;
}

/** The step that ended whoever is waited for; nothing when that one lives. */
export function absenceBehind(
  object: KubeObject,
  lastStepOf: (process: string) => SpanRow | undefined,
): readonly [Reason, SpanRow] | undefined {
  const expected = expectedActor(object);
  const last = expected === undefined ? undefined : lastStepOf(expected.process);
  // A process that was killed does nothing more, so its end is its newest step.
  if (expected === undefined || last === undefined || last.kind !== 'life' || last.verb !== 'kill') return undefined;
  return [{ text: `${actorTitle(expected.process)} is down: ${expected.missing}`, span: last.id }, last];
}

function expectedActor(object: KubeObject): Expected | undefined {
  switch (object.kind) {
    case 'Pod':
      return afterPod(object as Pod);
    case 'Node':
      return { process: `kubelet/${object.metadata.name}`, missing: 'nobody says how the node is' };
    case 'Deployment':
    case 'ReplicaSet':
      return afterWorkload(object as Deployment | ReplicaSet);
    case 'Service':
      return afterService(object as Service);
    default:
      return undefined;
  }
}

function afterPod(pod: Pod): Expected | undefined {
  const { nodeName } = pod.spec;
  if (isPodTerminal(pod)) return undefined;
  if (nodeName === undefined || nodeName === '') return { process: 'kube-scheduler', missing: 'nobody chooses a node for it' };
  const isGoing = pod.metadata.deletionTimestamp !== undefined;
  return { process: `kubelet/${nodeName}`, missing: isGoing ? 'nobody stops its containers' : `nobody looks after it on ${nodeName}` };
}

/** A loop that is closed waits for nobody. */
function afterWorkload({ metadata, spec, status }: Deployment | ReplicaSet): Expected | undefined {
  const isSeen = status.observedGeneration === metadata.generation;
  if (isSeen && (status.replicas ?? 0) === (spec.replicas ?? 1)) return undefined;
  return { process: 'kube-controller-manager', missing: 'nobody brings it closer to what is wanted' };
}

function afterService({ spec, status }: Service): Expected | undefined {
  if (spec.type !== 'LoadBalancer' || status.loadBalancer.ingress !== undefined) return undefined;
  return { process: 'cloud-controller-manager', missing: 'nobody asks the cloud for an address' };
}
