// What the API server accepts but warns of. Models pkg/api/pod/warnings.go and pkg/api/service/warnings.go.
import type { Container } from './container.ts';
import { goQuote } from './field-errors.ts';
import type { Kind } from './kind.ts';
import type { Service } from './kinds/service.ts';
import type { KubeObject, ObjectMeta } from './object.ts';
import type { PodSpec, PodTemplateSpec } from './pod-spec.ts';
import { RENAMED_NODE_LABELS } from './node-labels.ts';
import { milliValue } from './quantity.ts';

const BYTES = ['memory', 'ephemeral-storage'];
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** Where kinds keep their templates. */
interface Templated {
  readonly template?: PodTemplateSpec;
  readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateSpec } };
}

/** Sentences for the Warning header, for an object that has been defaulted. */
export function warningsOf(kind: Pick<Kind, 'kind' | 'warnings'>, object: KubeObject): readonly string[] {
  const warnings: string[] = [];
  for (const finalizer of object.metadata.finalizers ?? []) {
    if (!finalizer.includes('/') && kind.kind !== 'Namespace') {
      warnings.push(
        `metadata.finalizers: ${goQuote(finalizer)}: prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers`,
      );
    }
  }
  const { spec, template } = object as KubeObject & { readonly spec?: Templated; readonly template?: PodTemplateSpec };
  const jobTemplate = spec?.jobTemplate?.spec?.template;
  if (kind.kind === 'Pod') warnOfPod(warnings, '', object.metadata, spec as unknown as PodSpec);
  else if (spec?.template !== undefined) warnOfPod(warnings, 'spec.template.', spec.template.metadata ?? {}, spec.template.spec);
  else if (jobTemplate !== undefined) warnOfPod(warnings, 'spec.jobTemplate.spec.template.', jobTemplate.metadata ?? {}, jobTemplate.spec);
  else if (kind.kind === 'PodTemplate' && template !== undefined) warnOfPod(warnings, 'template.', template.metadata ?? {}, template.spec);
  else if (kind.kind === 'Service') warnOfService(warnings, object as Service);
  if (kind.warnings !== undefined) warnings.push(...kind.warnings(object));
  return warnings;
}

function warnOfPod(warnings: string[], prefix: string, metadata: Partial<ObjectMeta>, spec: PodSpec): void {
  for (const key in spec.nodeSelector) {
    const instead = RENAMED_NODE_LABELS[key];
    if (instead !== undefined) warnings.push(`${prefix}spec.nodeSelector[${key}]: deprecated since v1.14; use ${goQuote(instead)} instead`);
  }
  for (const key in metadata.annotations) {
    if (key.startsWith(APP_ARMOR)) {
      warnings.push(`${prefix}metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
    }
  }
  warnOfContainers(warnings, `${prefix}spec.initContainers`, spec.initContainers ?? []);
  warnOfContainers(warnings, `${prefix}spec.containers`, spec.containers);
  const grace = spec.terminationGracePeriodSeconds;
  if (grace !== undefined && grace < 0)
    warnings.push(`${prefix}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`);
}

function warnOfContainers(warnings: string[], at: string, containers: readonly Container[]): void {
  for (const [index, { ports, env, resources }] of containers.entries()) {
    const here = `${at}[${index}]`;
    const seenPorts = new Map<string, number>();
    for (const [place, { protocol, containerPort, hostPort = 0, hostIP = '' }] of (ports ?? []).entries()) {
      const key = `${protocol} ${containerPort} ${hostPort} ${hostIP}`;
      const first = seenPorts.get(key);
      if (first !== undefined) warnings.push(`${here}.ports[${place}]: duplicate port definition with ${here}.ports[${first}]`);
      else seenPorts.set(key, place);
    }
    const seenNames = new Set<string>();
    for (const [place, { name }] of (env ?? []).entries()) {
      if (seenNames.has(name)) {
        warnings.push(`${here}.env[${place}]: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`);
      }
      seenNames.add(name);
    }
    for (const list of ['limits', 'requests'] as const) {
      for (const resource of BYTES) {
        const quantity = resources?.[list]?.[resource];
        if (quantity !== undefined && milliValue(quantity) % 1000 !== 0) {
          warnings.push(
            `${here}.resources.${list}[${resource}]: fractional byte value ${goQuote(quantity)} is invalid, must be an integer`,
          );
        }
      }
    }
  }
}

function warnOfService(warnings: string[], { spec }: Service): void {
  if (spec.loadBalancerIP) warnings.push('spec.loadBalancerIP is deprecated in v1.24+');
  if (spec.sessionAffinity === 'ClientIP' && spec.clusterIP === 'None') {
    warnings.push('spec.SessionAffinity is ignored for headless services');
  }
}
