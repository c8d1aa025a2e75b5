// Keeps the old AppArmor annotations of containers working: they fill the field that replaced them.
// Models pkg/registry/core/pod/strategy.go applyAppArmorVersionSkew, the half that matters to creators.
import type { Pod } from './kinds/pod.ts';

const PREFIX = 'container.apparmor.security.beta.kubernetes.io/';

/** Writes into `pod`, which must be private. */
export function applyAppArmorAnnotations(pod: Pod): void {
  const { annotations } = pod.metadata;
  for (const key in annotations) {
    if (!key.startsWith(PREFIX)) continue;
    const profile = profileOf(annotations[key] ?? '');
    const container = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((one) => one.name === key.slice(PREFIX.length));
    if (profile === undefined || container === undefined || container.securityContext?.appArmorProfile !== undefined) continue;
    (container as { securityContext?: object }).securityContext = { ...container.securityContext, appArmorProfile: profile };
  }
}

function profileOf(text: string): { readonly type: string; readonly localhostProfile?: string } | undefined {
  if (text === 'runtime/default') return { type: 'RuntimeDefault' };
  if (text === 'unconfined') return { type: 'Unconfined' };
  return text.startsWith('localhost/') ? { type: 'Localhost', localhostProfile: text.slice('localhost/'.length) } : undefined;
}
