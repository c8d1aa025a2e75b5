// Paths that are about no object: versions, groups, resources, the build, and what issuers of tokens publish.
// Facts that both OpenAPI versions are written from. Models apiserver/pkg/endpoints/discovery and pkg/routes.
import { groups, type GroupVersion } from '../discovery/groups.ts';
import { tagOf } from './operations.ts';
import { MEDIA_TYPES } from './parts.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

export interface RootOperation {
  /** As documents are called: `apis/apps`. */
  readonly document: string;
  readonly tag: string;
  readonly description: string;
  readonly operationId: string;
  readonly types: readonly string[];
  /** Full name of the schema of the answer; absent: text. */
  readonly schema?: string;
}

const DISCOVERY = { description: 'get available API versions', types: MEDIA_TYPES };

/** Each has a document of its own in version 3. */
export function rootOperations(): readonly RootOperation[] {
  const named = groups().filter(({ name }) => name !== '');
  return [
    {
      document: '.well-known/openid-configuration',
      tag: 'WellKnown',
      description: "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
      operationId: 'getServiceAccountIssuerOpenIDConfiguration',
      types: ['application/json'],
    },
    { ...DISCOVERY, document: 'api', tag: 'core', operationId: 'getCoreAPIVersions', schema: `${META}.APIVersions` },
    { ...DISCOVERY, document: 'apis', tag: 'apis', operationId: 'getAPIVersions', schema: `${META}.APIGroupList` },
    ...named.map(({ name }) => ({
      document: `apis/${name}`,
      tag: tagOf(name),
      description: 'get information of a group',
      operationId: `get${capital(tagOf(name))}APIGroup`,
      types: MEDIA_TYPES,
      schema: `${META}.APIGroup`,
    })),
    {
      document: 'openid/v1/jwks',
      tag: 'openid',
      description: 'get service account issuer OpenID JSON Web Key Set (contains public token verification keys)',
      operationId: 'getServiceAccountIssuerOpenIDKeyset',
      types: ['application/jwk-set+json'],
    },
    {
      document: 'version',
      tag: 'version',
      description: 'get the version information for this server',
      operationId: 'getCodeVersion',
      types: ['application/json'],
      schema: 'io.k8s.apimachinery.pkg.version.Info',
    },
  ];
}

/** The list of resources, which stands in the document of its version. */
export function resourcesOperation({ group, version }: GroupVersion, document: string): RootOperation {
  return {
    document,
    tag: `${tagOf(group)}_${version}`,
    description: 'get available resources',
    operationId: `get${capital(tagOf(group))}${capital(version)}APIResources`,
    types: MEDIA_TYPES,
    schema: `${META}.APIResourceList`,
  };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
