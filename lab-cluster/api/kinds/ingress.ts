// Ingress: rules by which requests from outside reach Services, by host name and path.
import { NONE, ageColumn, column, nameColumn } from '../columns/columns.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { beginGeneration, countGeneration, keepSpec, keepStatus } from '../strategy.ts';
import { validateIngress, validateIngressStatus, validateIngressUpdate } from '../validate/ingress.ts';
import { warningsOfIngress, warningsOfIngressStatus } from '../warnings/network-warnings.ts';
import { writable } from '../writable.ts';
import type { TypedObjectReference } from './persistent-volume-claim.ts';

export interface IngressBackend {
  readonly service?: { readonly name: string; readonly port?: { readonly name?: string; readonly number?: number } };
  readonly resource?: TypedObjectReference;
}

export interface HTTPIngressPath {
  readonly path?: string;
  readonly pathType?: 'Exact' | 'Prefix' | 'ImplementationSpecific';
  readonly backend: IngressBackend;
}

export interface IngressRule {
  readonly host?: string;
  readonly http?: { readonly paths: readonly HTTPIngressPath[] };
}

export interface IngressSpec {
  readonly ingressClassName?: string;
  readonly defaultBackend?: IngressBackend;
  readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
  readonly rules?: readonly IngressRule[];
}

export interface IngressStatus {
  readonly loadBalancer: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
}

export interface Ingress extends KubeObject {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'Ingress';
  readonly spec: IngressSpec;
  readonly status: IngressStatus;
}

const SHOWN_HOSTS = 3;

export const ingresses: Kind<Ingress> = defineKind<Ingress>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  plural: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  categories: [],
  namespaced: true,
  simplified: 'Stored and checked as in Kubernetes; no ingress controller is installed, so nothing is routed by it.',
  subresources: ['status'],
  rechecksMetadata: true,
  setDefaults: (ingress) => {
    const draft = ingress as { spec?: IngressSpec; status?: IngressStatus };
    draft.spec ??= {};
    draft.status ??= { loadBalancer: {} };
  },
  prepareForCreate: (ingress) => {
    beginGeneration(ingress);
    writable(ingress).status = { loadBalancer: {} };
  },
  prepareForUpdate: (next, previous) => {
    keepStatus(next, previous);
    countGeneration(next, previous, !deepEqual(next.spec, previous.spec));
  },
  prepareForStatusUpdate: keepSpec,
  validate: validateIngress,
  validateUpdate: validateIngressUpdate,
  validateStatusUpdate: validateIngressStatus,
  warnings: warningsOfIngress,
  statusWarnings: warningsOfIngressStatus,
  columns: [
    nameColumn,
    column('Class', 'Which controller serves it.', ({ spec }) => spec.ingressClassName ?? NONE),
    column('Hosts', 'Host names it answers to.', printedHosts),
    column('Address', 'Where its controller is reached.', printedAddresses),
    column('Ports', '80, and 443 where there are certificates.', ({ spec }) => ((spec.tls?.length ?? 0) > 0 ? '80, 443' : '80')),
    ageColumn,
  ],
});

/** Models printers/internalversion formatHosts. */
function printedHosts({ spec }: Ingress): string {
  const rules = spec.rules ?? [];
  const hosts: string[] = [];
  let more = false;
  for (const { host } of rules) {
    if (hosts.length === SHOWN_HOSTS) more = true;
    if (!more && host) hosts.push(host);
  }
  if (hosts.length === 0) return '*';
  return more ? `${hosts.join(',')} + ${rules.length - SHOWN_HOSTS} more...` : hosts.join(',');
}

function printedAddresses({ status }: Ingress): string {
  const addresses = (status.loadBalancer?.ingress ?? [])
    .map(({ ip, hostname }) => ip || hostname || '')
    .filter((address) => address !== '');
  return [...new Set(addresses)].sort().join(',');
}
