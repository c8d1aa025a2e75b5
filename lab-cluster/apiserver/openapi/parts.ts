// What both OpenAPI versions say in the same way: titles, media types, and which schema a body has.
import { servedVersions } from '../discovery/groups.ts';
import type { Operation } from './operations.ts';
import type { Schema, SchemaCollector } from './schemas.ts';

export const INFO = { title: 'Kubernetes', version: '1.34' };
export const MEDIA_TYPES = ['application/json', 'application/vnd.kubernetes.protobuf', 'application/yaml'];
export const TEXT_TYPE = 'text/plain';
export const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

const BEARER = { type: 'apiKey', description: 'Bearer Token authentication', name: 'authorization', in: 'header' };
export const SECURITY_SCHEMES = { BearerToken: BEARER };

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** Reference to the schema of what an operation takes. */
export function describeBody({ body = '', gvk }: Operation, collector: SchemaCollector): string {
  if (body === 'Patch') return collector.refTo(collector.addStandard(`${META}.Patch`));
  if (body !== 'DeleteOptions') return collector.refTo(collector.addType(body, [gvk]));
  const kinds = servedVersions().map(({ group, version }) => ({ group, version, kind: body }));
  return collector.refTo(collector.addType(body, kinds));
}

/** The schema of what it answers with. */
export function describeAnswer({ answers, gvk }: Operation, collector: SchemaCollector): Schema {
  switch (answers.as) {
    case 'text':
      return { type: 'string' };
    case 'status':
      return { $ref: collector.refTo(collector.addStandard(`${META}.Status`)) };
    case 'list':
      return { $ref: collector.refTo(collector.addList(answers.type, gvk)) };
    case 'object':
      return { $ref: collector.refTo(collector.addType(answers.type, [gvk])) };
  }
}
