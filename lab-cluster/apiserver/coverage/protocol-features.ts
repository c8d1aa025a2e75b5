// What the API server speaks beyond kinds, each with the test that holds it: for the table of coverage.

export interface ProtocolFeature {
  readonly name: string;
  /** What is left out; absent: faithful. */
  readonly simplified?: string;
  /** The file of the test. */
  readonly test: string;
}

const here = 'lab-cluster/apiserver';
const serve = 'lab-cluster/serve';

export const PROTOCOL_FEATURES: readonly ProtocolFeature[] = [
  { name: 'Defaults, validation and refusals, word for word', test: 'lab-cluster/testing/oracle-golden.test.ts' },
  { name: 'Warnings', test: 'lab-cluster/api/warnings/warnings.test.ts' },
  { name: 'Lists in pages, resource versions, selectors', test: `${here}/rest/list.test.ts` },
  { name: 'Watches: bookmarks, initial events, 410 Gone', test: `${here}/rest/watch.test.ts` },
  {
    name: 'The timeout parameter: 504 in virtual time',
    simplified: 'Whoever sets none waits as long as it takes, where Kubernetes ends writes after 34 s and all else after 60 s.',
    test: `${here}/request/request-timeout.test.ts`,
  },
  { name: 'Bodies, patches and paths that are refused, word for word', test: `${here}/rest/refusals.test.ts` },
  { name: 'Deletes: propagation, preconditions, finalizers, collections', test: `${here}/rest/delete.test.ts` },
  { name: 'JSON, merge and strategic merge patches', test: `${here}/patch/strategic-merge-patch.test.ts` },
  { name: 'Server-side apply: conflicts, force, dropped fields', test: `${here}/rest/apply.test.ts` },
  { name: 'Owners of fields (managedFields)', test: `${here}/fields/recorded-owners.test.ts` },
  { name: 'Kinds served in two versions', test: `${here}/rest/versions.test.ts` },
  { name: 'Discovery, plain and aggregated', test: `${here}/discovery/discovery.test.ts` },
  { name: 'OpenAPI v3 and v2', test: `${here}/openapi/openapi.test.ts` },
  { name: 'JSON, YAML, Table and metadata answers', test: `${here}/encoding/negotiation.test.ts` },
  {
    name: 'Protobuf bodies, answers and watches',
    simplified: 'Answers are protobuf only where nothing else is accepted.',
    test: `${here}/protobuf/encode-frame.test.ts`,
  },
  { name: 'Tokens of service accounts (RS256), published keys', test: `${here}/authn/who-asks.test.ts` },
  { name: 'Bootstrap tokens of machines that join', test: `${here}/authn/bootstrap-token.test.ts` },
  { name: 'Client certificates, impersonation, anonymous users', test: `${here}/authn/who-asks.test.ts` },
  { name: 'RBAC: escalation checks, aggregation, bootstrap policy', test: `${here}/authz/rbac.test.ts` },
  { name: 'Node authoriser', test: `${here}/authz/node.test.ts` },
  {
    name: 'Audit log (audit.k8s.io/v1), RequestResponse of every request',
    simplified: 'Contents of Secrets and tokens read REDACTED; how long each layer took is left out.',
    test: `${here}/audit/audit-redaction.test.ts`,
  },
  { name: 'HTTP/1.1 and HTTP/2 over TLS, gzip, watches with back-pressure', test: `${serve}/https.test.ts` },
  { name: 'Limits against slow, many and malformed clients', test: `${serve}/hardening.test.ts` },
];
