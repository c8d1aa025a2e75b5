// Types that every group version speaks of and that are no Kubernetes objects: times, quantities, Status, options.
// Their sentences are our own; clients read their shapes.
import type { Dialect, Schema } from './schemas.ts';

export type Describe = (dialect: Dialect, ref: (name: string) => string) => Schema;

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

const text = (description: string): Schema => ({ description, type: 'string' });
const count = (description: string, format: string): Schema => ({ description, type: 'integer', format });

function referring(dialect: Dialect, $ref: string, description: string): Schema {
  return dialect === 'v2' ? { description, $ref } : { description, allOf: [{ $ref }] };
}

/** By full name. */
export const STANDARD_SCHEMAS: Readonly<Record<string, Describe>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': (dialect) => ({
    description: 'An amount with a unit: 500m, 1.5, 64Mi, 1e3.',
    ...(dialect === 'v2' ? { type: 'string' } : { oneOf: [{ type: 'string' }, { type: 'number' }] }),
  }),
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': (dialect) => ({
    description: 'A whole number, or a text such as a name or a percentage.',
    format: 'int-or-string',
    ...(dialect === 'v2' ? { type: 'string' } : { oneOf: [{ type: 'integer' }, { type: 'string' }] }),
  }),
  [`${META}.Time`]: () => ({ description: 'An instant to the second, as RFC 3339 writes it.', type: 'string', format: 'date-time' }),
  [`${META}.MicroTime`]: () => ({ description: 'An instant to the microsecond.', type: 'string', format: 'date-time' }),
  [`${META}.FieldsV1`]: () => ({ description: 'A tree of fields, as managedFields writes it.', type: 'object' }),
  'io.k8s.apimachinery.pkg.runtime.RawExtension': () => ({ description: 'An object of any kind.', type: 'object' }),
  [`${META}.Patch`]: () => ({ description: 'A change to an object, in one of the patch formats.', type: 'object' }),
  [`${META}.ListMeta`]: () => ({
    description: 'What a list says of itself.',
    type: 'object',
    properties: {
      continue: text('Where the next page begins; empty on the last one.'),
      remainingItemCount: count('How many objects the next pages hold.', 'int64'),
      resourceVersion: text('The version of the store that the list shows.'),
      selfLink: text('No longer filled in.'),
    },
  }),
  [`${META}.Status`]: (dialect, ref) => ({
    description: 'How a request ended, where the answer is no object.',
    type: 'object',
    properties: {
      apiVersion: text('The version of this form.'),
      code: count('The HTTP status code.', 'int32'),
      details: { ...referring(dialect, ref(`${META}.StatusDetails`), 'What the reason is about.'), 'x-kubernetes-list-type': 'atomic' },
      kind: text('Status.'),
      message: text('The outcome in a sentence for people.'),
      metadata:
        dialect === 'v2'
          ? referring(dialect, ref(`${META}.ListMeta`), 'Empty.')
          : { ...referring(dialect, ref(`${META}.ListMeta`), 'Empty.'), default: {} },
      reason: text('The outcome in one word for programs.'),
      status: text('Success or Failure.'),
    },
    'x-kubernetes-group-version-kind': [{ group: '', kind: 'Status', version: 'v1' }],
  }),
  [`${META}.StatusDetails`]: (dialect, ref) => ({
    description: 'Which object a failure is about, and every rule that was broken.',
    type: 'object',
    properties: {
      causes: {
        description: 'One entry for each mistake.',
        type: 'array',
        items: dialect === 'v2' ? { $ref: ref(`${META}.StatusCause`) } : { default: {}, allOf: [{ $ref: ref(`${META}.StatusCause`) }] },
        'x-kubernetes-list-type': 'atomic',
      },
      group: text('API group of the object.'),
      kind: text('Kind or resource of the object.'),
      name: text('Name of the object.'),
      retryAfterSeconds: count('When it is worth to try again.', 'int32'),
      uid: text('UID of the object.'),
    },
  }),
  [`${META}.StatusCause`]: () => ({
    description: 'One mistake.',
    type: 'object',
    properties: {
      field: text('Path of the field.'),
      message: text('What is wrong, for people.'),
      reason: text('What is wrong, for programs.'),
    },
  }),
};
