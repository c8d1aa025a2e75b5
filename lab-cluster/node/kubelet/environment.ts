// A container's environment as far as the lab's programs look at it, and the references that must exist for it to start.
// Models pkg/kubelet/kubelet_pods.go makeEnvironmentVariables.
import type { Container, EnvVar } from '../../api/pods/container.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { Context, Task } from '../../sim/sim.ts';
import type { ObjectReader, ReadKind } from './object-reader.ts';

export type EnvironmentResult =
  | { readonly ok: true; readonly env: readonly { readonly name: string; readonly value: string }[] }
  | { readonly ok: false; readonly message: string };

/** Simplified: values from ConfigMaps and Secrets are checked for, not carried; nothing in the lab reads them. */
export function* makeEnvironment(ctx: Context, reader: ObjectReader, pod: Pod, container: Container): Task<EnvironmentResult> {
  const namespace = pod.metadata.namespace ?? '';
  const env: { name: string; value: string }[] = [];
  for (const { configMapRef, secretRef, prefix = '' } of container.envFrom ?? []) {
    const kind: ReadKind = configMapRef === undefined ? 'secret' : 'configmap';
    const { name = '', optional = false } = configMapRef ?? secretRef ?? {};
    const read = yield* reader.read(ctx, kind, namespace, name);
    if (read.ok) for (const key of read.keys) env.push({ name: `${prefix}${key}`, value: '' });
    else if (!optional) return read;
  }
  for (const variable of container.env ?? []) {
    const reference = referenceOf(variable);
    if (reference === undefined) {
      env.push({ name: variable.name, value: variable.value ?? fieldValue(pod, variable) });
      continue;
    }
    const { kind, name, key, optional } = reference;
    const read = yield* reader.read(ctx, kind, namespace, name);
    if (read.ok && read.keys.has(key)) env.push({ name: variable.name, value: '' });
    else if (!optional)
      return read.ok ? { ok: false, message: `couldn't find key ${key} in ${kindName(kind)} ${namespace}/${name}` } : read;
  }
  return { ok: true, env };
}

interface Reference {
  readonly kind: ReadKind;
  readonly name: string;
  readonly key: string;
  readonly optional: boolean;
}

function referenceOf({ valueFrom }: EnvVar): Reference | undefined {
  const selector = valueFrom?.configMapKeyRef ?? valueFrom?.secretKeyRef;
  if (selector === undefined) return undefined;
  const kind = valueFrom?.configMapKeyRef === undefined ? 'secret' : 'configmap';
  return { kind, name: selector.name ?? '', key: selector.key, optional: selector.optional ?? false };
}

function fieldValue(pod: Pod, { valueFrom }: EnvVar): string {
  switch (valueFrom?.fieldRef?.fieldPath) {
    case 'metadata.name':
      return pod.metadata.name;
    case 'metadata.namespace':
      return pod.metadata.namespace ?? '';
    case 'metadata.uid':
      return pod.metadata.uid;
    case 'spec.nodeName':
      return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? '';
    case 'status.podIP':
      return pod.status.podIP ?? '';
    case 'status.hostIP':
      return pod.status.hostIP ?? '';
    default:
      return '';
  }
}

function kindName(kind: ReadKind): string {
  return kind === 'configmap' ? 'ConfigMap' : 'Secret';
}
