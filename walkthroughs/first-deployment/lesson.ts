// "Your first Deployment": from an empty cluster to a packet that finds its way to a pod and back.
import type { KubeObject } from '../../lab-cluster/index.ts';
import type { Lesson, LessonFacts } from '../lesson.ts';

const name = 'web';

interface Conditions {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}
interface WithStatus<S> extends KubeObject {
  readonly status?: S;
}
interface Deployment extends WithStatus<{ readonly readyReplicas?: number }> {
  readonly spec?: { readonly replicas?: number };
}
interface Service
  extends WithStatus<{ readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] } }> {
  readonly spec?: { readonly type?: string };
}

function deployment(facts: LessonFacts): Deployment | undefined {
  return facts.list('deployments').find((object) => object.metadata.name === name);
}

function isReady(object: KubeObject): boolean {
  const { status } = object as WithStatus<Conditions>;
  return status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}

/** Every pod the Deployment asks for, and at least three. */
function hasAllReady(facts: LessonFacts): boolean {
  const found = deployment(facts);
  const desired = found?.spec?.replicas ?? 0;
  return desired >= 3 && found?.status?.readyReplicas === desired;
}

function ownPods(objects: readonly KubeObject[]): readonly KubeObject[] {
  return objects.filter((object) => object.metadata.labels?.['app'] === name);
}

function hasAddress(facts: LessonFacts): boolean {
  const services = facts.list('services') as readonly Service[];
  return services.some(({ spec, status, metadata }) => {
    const ingress = status?.loadBalancer?.ingress ?? [];
    return (
      metadata.name === name &&
      spec?.type === 'LoadBalancer' &&
      ingress.some((entry) => entry.ip !== undefined || entry.hostname !== undefined)
    );
  });
}

export const firstDeployment: Lesson = {
  id: 'first-deployment',
  title: 'Your first Deployment',
  description:
    'Start a cluster, apply a manifest, lose a pod and send a packet. Each step is ticked by what really happens in the cluster.',
  watches: ['nodes', 'deployments', 'pods', 'services'],
  steps: [
    {
      id: 'start',
      title: 'Start a cluster',
      text: 'One control plane and three worker nodes, simulated inside this window. Nothing is downloaded and nothing leaves your machine.',
      buttons: [
        { title: 'Start Cluster', command: 'kubelab.start' },
        { title: 'Open Cluster View', command: 'kubelab.openClusterView' },
      ],
      isDone: (facts) => facts.list('nodes').filter(isReady).length >= 3,
      solution: [],
    },
    {
      id: 'apply',
      title: 'Mend the manifest and apply it',
      text: 'One field of the sample is misspelt and underlined. Mend it with the quick fix, then click Apply above the document.',
      buttons: [{ title: 'Open deployment.yaml', command: 'kubelab.openSample', argument: 'deployment.yaml' }],
      isDone: (facts) => (deployment(facts)?.spec?.replicas ?? 0) >= 3,
      solution: [{ do: 'apply', file: 'deployment.yaml', fix: { replace: 'replcas:', by: 'replicas:' } }],
    },
    {
      id: 'ready',
      title: 'Watch three pods become ready',
      text: 'Follow the request: the API server stores it, two controllers and the scheduler react, kubelets start containers. Then the tree says 3/3.',
      buttons: [{ title: 'Show the Trace', command: 'kubelab.showTrace' }],
      isDone: hasAllReady,
      solution: [],
    },
    {
      id: 'heal',
      title: 'Delete a pod',
      text: 'Delete one of the pods of web. Nobody tells the cluster to make a new one, and still it does.',
      buttons: [{ title: 'Delete a Pod', command: 'kubelab.delete' }],
      isDone: (facts) =>
        ownPods(facts.gone('pods')).length > 0 && hasAllReady(facts) && ownPods(facts.list('pods')).filter(isReady).length >= 3,
      solution: [{ do: 'deletePod', label: 'app', value: name }],
    },
    {
      id: 'expose',
      title: 'Give it an address',
      text: 'Pods come and go, and their addresses with them. Apply a Service of type LoadBalancer and wait for its address.',
      buttons: [{ title: 'Open service.yaml', command: 'kubelab.openSample', argument: 'service.yaml' }],
      isDone: hasAddress,
      solution: [{ do: 'apply', file: 'service.yaml' }],
    },
    {
      id: 'packet',
      title: 'Send a packet',
      text: 'From the internet through load balancer, node port and the rules of kube-proxy to a pod, and back. Look at every hop.',
      buttons: [{ title: 'Send a Packet', command: 'kubelab.sendPacket' }],
      isDone: (facts) => hasAddress(facts) && facts.walks.some((walk) => walk.outcome === 'answered'),
      solution: [{ do: 'packet', service: `default/${name}` }],
    },
  ],
};
