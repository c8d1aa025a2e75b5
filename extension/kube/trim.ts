// What the editor keeps of a watched object: enough for rows, lenses and lessons, not its whole body. 10,000 pods must stay small.
import type { KubeObject, ObjectMeta } from '../../lab-cluster/index.ts';
import type { ContainerStatus, Pod } from './shapes.ts';

/** A shorter object of the same shape; fields that are left out read as absent. */
export function trim(plural: string, object: KubeObject): KubeObject {
  switch (plural) {
    case 'pods':
      return trimPod(object as Pod);
    case 'deployments':
    case 'replicasets': {
      const { spec, ...rest } = object as KubeObject & { readonly spec?: Readonly<Record<string, unknown>> };
      const { template: _template, ...kept } = spec ?? {};
      return { ...rest, metadata: trimMeta(object.metadata, true), spec: kept } as KubeObject;
    }
    case 'configmaps':
    case 'secrets': {
      const { data } = object as KubeObject & { readonly data?: Readonly<Record<string, string>> };
      const keys = Object.fromEntries(Object.keys(data ?? {}).map((key) => [key, '']));
      return { apiVersion: object.apiVersion, kind: object.kind, metadata: trimMeta(object.metadata, false), data: keys } as KubeObject;
    }
    default:
      return object;
  }
}

function trimMeta(metadata: ObjectMeta, annotated: boolean): ObjectMeta {
  const { managedFields: _fields, annotations, ...rest } = metadata as ObjectMeta & { readonly managedFields?: unknown };
  const revision = annotations?.['deployment.kubernetes.io/revision'];
  return annotated && revision !== undefined ? { ...rest, annotations: { 'deployment.kubernetes.io/revision': revision } } : rest;
}

function trimPod(pod: Pod): Pod {
  const { spec, status } = pod;
  const inits = spec?.initContainers ?? [];
  const kept: ReadonlySet<string> = inits.length > 0 ? new Set(['Ready', 'Initialized']) : new Set(['Ready']);
  return {
    apiVersion: pod.apiVersion,
    kind: pod.kind,
    metadata: trimMeta(pod.metadata, false),
    spec: {
      ...(spec?.nodeName !== undefined && { nodeName: spec.nodeName }),
      containers: (spec?.containers ?? []).map(({ name, image }) => ({ name, ...(image !== undefined && { image }) })),
      ...(inits.length > 0 && {
        initContainers: inits.map(({ name, restartPolicy }) => ({ name, ...(restartPolicy !== undefined && { restartPolicy }) })),
      }),
    },
    status: {
      ...(status?.phase !== undefined && { phase: status.phase }),
      ...(status?.reason !== undefined && { reason: status.reason }),
      ...(status?.podIP !== undefined && { podIP: status.podIP }),
      conditions: (status?.conditions ?? []).filter(({ type, status: is }) => kept.has(type) || is !== 'True'),
      ...(inits.length > 0 && { initContainerStatuses: (status?.initContainerStatuses ?? []).map(trimContainer) }),
      containerStatuses: (status?.containerStatuses ?? []).map(trimContainer),
    },
  };
}

function trimContainer({ name, ready, started, restartCount, state }: ContainerStatus): ContainerStatus {
  return { name, ready, ...(started !== undefined && { started }), restartCount, ...(state !== undefined && { state }) };
}
