// A lab for tests of admission: a server, a namespace with its default service account, and pods in few words.
import { type ApiLab, createApiLab } from './api-lab.ts';
import type { ApiResponse } from '../api/request.ts';
import type { Status } from '../api/status.ts';

const NAMESPACE = 'shop';

export interface AdmissionLab extends ApiLab {
  /** Creates one in the namespace; answers with the server's sentence, or '' when it was accepted. */
  tryPod(spec: object, metadata?: object): string;
  createPod(spec: object, metadata?: object): ApiResponse;
}

export function admissionLab(labels: Readonly<Record<string, string>> = {}): AdmissionLab {
  const lab = createApiLab();
  lab.post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels } });
  addAccount(lab, { name: 'default' });
  const createPod = (spec: object, metadata: object = {}): ApiResponse =>
    lab.post(path('pods'), { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', ...metadata }, spec });
  return { ...lab, createPod, tryPod: (spec, metadata) => refusalOf(createPod(spec, metadata)) };
}

export function addAccount(lab: ApiLab, metadata: object, rest: object = {}): void {
  const answer = lab.post(path('serviceaccounts'), { apiVersion: 'v1', kind: 'ServiceAccount', metadata, ...rest });
  if (answer.code !== 201) throw new Error(refusalOf(answer));
}

export function path(plural: string, name?: string): string {
  return `/api/v1/namespaces/${NAMESPACE}/${plural}${name === undefined ? '' : `/${name}`}`;
}

export function refusalOf({ code, body }: ApiResponse): string {
  if (code < 400) return '';
  return (body as Status).message ?? `code ${code}`;
}

/** The broken rules one by one, as `field: message`. */
export function causesOf({ body }: ApiResponse): readonly string[] {
  return ((body as Status).details?.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
}

export function container(more: object = {}): { readonly containers: readonly object[] } {
  return { containers: [{ name: 'c', image: 'nginx', ...more }] };
}
