// What the server accepts of secrets, accounts, nodes and runtime classes but warns of.
// Models the strategies of pkg/registry/core/{secret,serviceaccount,node} and pkg/api/node/util.go.
import { latinOfBase64 } from '../base64.ts';
import { warningsOfCidr } from '../ip.ts';
import type { KubeNode } from '../kinds/node.ts';
import type { RuntimeClass } from '../kinds/runtime-class.ts';
import type { Secret } from '../kinds/secret.ts';
import type { ServiceAccount } from '../kinds/service-account.ts';
import { renamedLabel } from '../node-labels.ts';
import { keyPairProblem } from '../x509/key-pair.ts';

const MOUNTABLE_SECRETS = 'kubernetes.io/enforce-mountable-secrets';

export function warningsOfSecret({ type, data = {} }: Secret): readonly string[] {
  if (type !== 'kubernetes.io/tls') return [];
  const problem = keyPairProblem(latinOfBase64(data['tls.crt']), latinOfBase64(data['tls.key']));
  return problem === undefined ? [] : [problem];
}

export function warningsOfServiceAccount({ metadata }: ServiceAccount, previous?: ServiceAccount): readonly string[] {
  if (metadata.annotations?.[MOUNTABLE_SECRETS] === undefined || previous?.metadata.annotations?.[MOUNTABLE_SECRETS] !== undefined)
    return [];
  const story = 'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets';
  return [`metadata.annotations[${MOUNTABLE_SECRETS}]: ${story}`];
}

export function warningsOfNode({ spec }: KubeNode): readonly string[] {
  const warnings: string[] = [];
  if (spec.externalID) warnings.push('spec.externalID: this field is deprecated, and is unused by Kubernetes');
  for (const [index, cidr] of (spec.podCIDRs ?? []).entries()) warnings.push(...warningsOfCidr(`spec.podCIDRs[${index}]`, cidr));
  return warnings;
}

export function warningsOfRuntimeClass({ scheduling }: RuntimeClass): readonly string[] {
  // Upstream names the map, not the key.
  return Object.keys(scheduling?.nodeSelector ?? {}).flatMap((key) => {
    const message = renamedLabel(key);
    return message === undefined ? [] : [`scheduling.nodeSelector: ${message}`];
  });
}
