// What a pod or a template of pods may say but should not. Models pkg/api/pod/warnings.go.
import type { Container } from './container.ts';
import { goQuote } from './field-errors.ts';
import { RENAMED_NODE_LABELS } from './node-labels.ts';
import type { PodTemplateSpec } from './pod-spec.ts';
import { milliValue } from './quantity.ts';

const BYTES = ['memory', 'ephemeral-storage'];
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** `prefix` is where the pod's metadata and spec stand: empty, or the path of a template. */
export function warningsOfPod(prefix: string, { metadata = {}, spec }: PodTemplateSpec): readonly string[] {
  const warnings: string[] = [];
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
  return warnings;
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
