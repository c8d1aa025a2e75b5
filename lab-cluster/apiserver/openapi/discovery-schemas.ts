// Types that discovery answers with: versions, groups, resources, and the build of the server.
// Their sentences are our own; clients read their shapes.
import type { Describe } from './standard-schemas.ts';
import type { Dialect, Schema } from './schemas.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const VERSION_INFO = 'io.k8s.apimachinery.pkg.version.Info';

const text = (description: string): Schema => ({ description, type: 'string' });
/** Required, so that version 3 says what it is when it is empty. */
const needed = (dialect: Dialect, description: string, type: 'string' | 'boolean' = 'string'): Schema => ({
  description,
  type,
  ...(dialect === 'v3' ? { default: type === 'string' ? '' : false } : {}),
});
const texts = (dialect: Dialect, description: string): Schema => ({
  description,
  type: 'array',
  items: dialect === 'v3' ? { type: 'string', default: '' } : { type: 'string' },
});
const atomic = (schema: Schema): Schema => ({ ...schema, 'x-kubernetes-list-type': 'atomic' });
const listOf = (dialect: Dialect, $ref: string, description: string): Schema =>
  atomic({ description, type: 'array', items: dialect === 'v3' ? { default: {}, allOf: [{ $ref }] } : { $ref } });
const kindMark = (kind: string): Schema => ({ 'x-kubernetes-group-version-kind': [{ group: '', kind, version: 'v1' }] });

const FORM = { apiVersion: text('The version of this form.'), kind: text('The name of this form.') };

/** By full name. */
export const DISCOVERY_SCHEMAS: Readonly<Record<string, Describe>> = {
  [`${META}.APIVersions`]: (dialect, ref) => ({
    description: 'The versions of the core group.',
    type: 'object',
    required: ['versions', 'serverAddressByClientCIDRs'],
    properties: {
      ...FORM,
      serverAddressByClientCIDRs: listOf(dialect, ref(`${META}.ServerAddressByClientCIDR`), 'Where the server is, by where the client is.'),
      versions: atomic(texts(dialect, 'Names of versions.')),
    },
    ...kindMark('APIVersions'),
  }),
  [`${META}.APIGroupList`]: (dialect, ref) => ({
    description: 'Every group but core.',
    type: 'object',
    required: ['groups'],
    properties: { ...FORM, groups: listOf(dialect, ref(`${META}.APIGroup`), 'By falling priority.') },
    ...kindMark('APIGroupList'),
  }),
  [`${META}.APIGroup`]: (dialect, ref) => {
    const version = ref(`${META}.GroupVersionForDiscovery`);
    const description = 'The version for who has no other wish.';
    return {
      description: 'A group with its versions.',
      type: 'object',
      required: ['name', 'versions'],
      properties: {
        ...FORM,
        name: needed(dialect, 'Name of the group.'),
        preferredVersion: dialect === 'v3' ? { description, default: {}, allOf: [{ $ref: version }] } : { description, $ref: version },
        serverAddressByClientCIDRs: listOf(
          dialect,
          ref(`${META}.ServerAddressByClientCIDR`),
          'Where the server is, by where the client is.',
        ),
        versions: listOf(dialect, version, 'Every version that is served.'),
      },
      ...kindMark('APIGroup'),
    };
  },
  [`${META}.GroupVersionForDiscovery`]: (dialect) => ({
    description: 'A group and a version.',
    type: 'object',
    required: ['groupVersion', 'version'],
    properties: { groupVersion: needed(dialect, 'Both in one text.'), version: needed(dialect, 'The version alone.') },
  }),
  [`${META}.ServerAddressByClientCIDR`]: (dialect) => ({
    description: 'Where clients of a range of addresses find the server.',
    type: 'object',
    required: ['clientCIDR', 'serverAddress'],
    properties: { clientCIDR: needed(dialect, 'The range.'), serverAddress: needed(dialect, 'Host and port.') },
  }),
  [`${META}.APIResourceList`]: (dialect, ref) => ({
    description: 'The resources of one version of a group.',
    type: 'object',
    required: ['groupVersion', 'resources'],
    properties: {
      ...FORM,
      groupVersion: needed(dialect, 'Group and version.'),
      resources: listOf(dialect, ref(`${META}.APIResource`), 'By name.'),
    },
    ...kindMark('APIResourceList'),
  }),
  [`${META}.APIResource`]: (dialect) => ({
    description: 'A resource, or a part of one.',
    type: 'object',
    required: ['name', 'singularName', 'namespaced', 'kind', 'verbs'],
    properties: {
      categories: atomic(texts(dialect, 'Groups of resources that it can be asked for with.')),
      group: text('Where it differs from the list.'),
      kind: needed(dialect, 'What its objects are called.'),
      name: needed(dialect, 'Plural, as in paths.'),
      namespaced: needed(dialect, 'Whether its objects are in namespaces.', 'boolean'),
      shortNames: atomic(texts(dialect, 'Shorter names to type.')),
      singularName: needed(dialect, 'One of them.'),
      storageVersionHash: text('Changes when objects are stored otherwise.'),
      verbs: texts(dialect, 'What can be done with it.'),
      version: text('Where it differs from the list.'),
    },
  }),
  [VERSION_INFO]: (dialect) => ({
    description: 'How the server was built.',
    type: 'object',
    required: ['major', 'minor', 'gitVersion', 'gitCommit', 'gitTreeState', 'buildDate', 'goVersion', 'compiler', 'platform'],
    properties: {
      ...built(dialect, ['buildDate', 'compiler']),
      emulationMajor: text('Major version that it acts as.'),
      emulationMinor: text('Minor version that it acts as.'),
      ...built(dialect, ['gitCommit', 'gitTreeState', 'gitVersion', 'goVersion', 'major']),
      minCompatibilityMajor: text('Oldest major version it gets on with.'),
      minCompatibilityMinor: text('Oldest minor version it gets on with.'),
      ...built(dialect, ['minor', 'platform']),
    },
  }),
};

function built(dialect: Dialect, names: readonly string[]): Schema {
  return Object.fromEntries(names.map((name) => [name, { type: 'string', ...(dialect === 'v3' ? { default: '' } : {}) }]));
}
