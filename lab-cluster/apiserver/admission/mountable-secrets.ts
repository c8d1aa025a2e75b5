// Service accounts that list the only secrets their pods may use. Models limitSecretReferences of
// plugin/pkg/admission/serviceaccount.
import type { Container } from '../../api/pods/container.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import type { ServiceAccount } from '../../api/kinds/service-account.ts';

const ENFORCE_ANNOTATION = 'kubernetes.io/enforce-mountable-secrets';
/** What Go's ParseBool takes for true. */
const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

export function enforcesSecrets(account: ServiceAccount): boolean {
  return TRUE.has(account.metadata.annotations?.[ENFORCE_ANNOTATION] ?? '');
}

/** The first secret the pod refers to that its account does not list, in upstream's words. */
export function foreignSecret({ spec }: Pod, account: ServiceAccount): string | undefined {
  const { name } = account.metadata;
  const allowed = secretNames(account);
  for (const { secret } of spec.volumes ?? []) {
    const secretName = secret?.secretName ?? '';
    if (secret === undefined || allowed.has(secretName)) continue;
    return `volume with secret.secretName="${secretName}" is not allowed because service account ${name} does not reference that secret`;
  }
  const inContainers =
    foreignSecretIn(spec.initContainers, 'init container', account) ?? foreignSecretIn(spec.containers, 'container', account);
  if (inContainers !== undefined) return inContainers;
  const pulls = new Set((account.imagePullSecrets ?? []).map((secret) => secret.name ?? ''));
  for (const [index, secret] of (spec.imagePullSecrets ?? []).entries()) {
    if (pulls.has(secret.name ?? '')) continue;
    return `imagePullSecrets[${index}].name="${secret.name ?? ''}" is not allowed because service account ${name} does not reference that imagePullSecret`;
  }
  return undefined;
}

export function foreignSecretIn(containers: readonly Container[] | undefined, what: string, account: ServiceAccount): string | undefined {
  const allowed = secretNames(account);
  for (const container of containers ?? []) {
    for (const { name, valueFrom } of container.env ?? []) {
      const secret = valueFrom?.secretKeyRef;
      if (secret === undefined || allowed.has(secret.name ?? '')) continue;
      return `${what} ${container.name} with envVar ${name} referencing secret.secretName="${secret.name ?? ''}" is not allowed because service account ${account.metadata.name} does not reference that secret`;
    }
  }
  return undefined;
}

function secretNames(account: ServiceAccount): ReadonlySet<string> {
  return new Set((account.secrets ?? []).map((secret) => secret.name ?? ''));
}
