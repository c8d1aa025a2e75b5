// field.Error: one broken rule at one place, printed as Kubernetes prints it.
// Models staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go.

export type FieldErrorType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueDuplicate'
  | 'FieldValueNotFound'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.template.spec.containers[0].image`; label keys in brackets, as upstream's field.Path prints. */
  readonly field: string;
  readonly value?: unknown;
  /** The rule, without the leading "Invalid value: …". */
  readonly detail: string;
}
