// metav1.Status: how the API server says no, in Kubernetes' own words.
// Models staging/src/k8s.io/apimachinery/pkg/api/errors and pkg/util/validation/field.

export interface StatusCause {
  readonly reason?: string;
  readonly message: string;
  readonly field?: string;
}

export interface Status {
  readonly apiVersion: 'v1';
  readonly kind: 'Status';
  readonly metadata: Record<string, never>;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  readonly code: number;
}

/** An expected outcome: the value, or the Status that says why not. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly status: Status };
