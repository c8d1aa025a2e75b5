// Discovery in one document: everything below /api or /apis at once, with a tag by which a client knows that nothing changed.
// Models apiserver/pkg/endpoints/discovery/aggregated.
import { sha256 } from '../../sim/sha256.ts';
import type { Conversion } from '../encoding/negotiation.ts';
import { type Group, groups } from './groups.ts';
import { type ResourceFacts, resourceFacts } from './resources.ts';

const GROUP = 'apidiscovery.k8s.io';
const KIND = 'APIGroupDiscoveryList';
const VERSIONS = ['v2', 'v2beta1'];

/** Whether a client asks for this form. */
export function isAggregated(convert: Conversion | undefined): convert is Conversion {
  return convert !== undefined && convert.group === GROUP && convert.kind === KIND && VERSIONS.includes(convert.version);
}

export interface AggregatedDocument {
  readonly etag: string;
  /** As the `Content-Type` names it. */
  readonly parameters: string;
  readonly body: object;
}

const documents = new Map<string, AggregatedDocument>();

/** Of `api` or `apis`. The registries do not change while a server runs, so each is put together once. */
export function aggregatedDocument(root: 'api' | 'apis', version: string): AggregatedDocument {
  const key = `${root} ${version}`;
  let document = documents.get(key);
  if (document === undefined) {
    const items = groups()
      .filter(({ name }) => (name === '') === (root === 'api'))
      .map(describeGroup);
    const body = { kind: KIND, apiVersion: `${GROUP}/${version}`, metadata: {}, items };
    document = { etag: `"${fingerprint(JSON.stringify(items))}"`, parameters: `g=${GROUP};v=${version};as=${KIND}`, body };
    documents.set(key, document);
  }
  return document;
}

/** Simplified: SHA-256, where upstream takes SHA-512. Clients only compare. */
export function fingerprint(text: string): string {
  return [...sha256(text)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
}

function describeGroup({ name, versions }: Group): object {
  return {
    metadata: name === '' ? {} : { name },
    versions: versions.map(({ version, kinds }) => ({
      version,
      resources: kinds.map(resourceFacts).map(describeResource),
      freshness: 'Current',
    })),
  };
}

function describeResource({ kind, verbs, subresources }: ResourceFacts): object {
  const { plural, singular, namespaced, shortNames, categories } = kind;
  const below = subresources.map(({ name, speaks, verbs: allowed }) => ({
    subresource: name,
    responseKind: { group: '', version: '', ...speaks },
    verbs: allowed,
  }));
  return {
    resource: plural,
    responseKind: { group: '', version: '', kind: kind.kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(below.length === 0 ? {} : { subresources: below }),
  };
}
