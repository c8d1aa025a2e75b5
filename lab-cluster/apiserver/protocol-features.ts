// What the API server speaks beyond kinds, each with the test that holds it: for the table of coverage.

export interface ProtocolFeature {
  readonly name: string;
  /** What is left out; absent: faithful. */
  readonly simplified?: string;
  /** The file of the test. */
  readonly test: string;
}

const RECORDED = 'lab-cluster/testing/oracle-golden.test.ts';
const CONVERSATION = 'lab-cluster/testing/oracle-protocol.test.ts';

export const PROTOCOL_FEATURES: readonly ProtocolFeature[] = [
  { name: 'Defaults, validation and refusals word for word', test: RECORDED },
  { name: 'Strict decoding of JSON and YAML, warnings', test: RECORDED },
  { name: 'Lists in pages, resource versions, selectors', test: CONVERSATION },
  { name: 'Watches: bookmarks, initial events, 410 Gone', test: 'lab-cluster/apiserver/watch.test.ts' },
  { name: 'Discovery, plain and aggregated', test: 'lab-cluster/apiserver/discovery/discovery.test.ts' },
  { name: 'JSON, YAML, Table and metadata answers', test: 'lab-cluster/apiserver/negotiation.test.ts' },
  { name: 'Impersonation, anonymous and token users', test: CONVERSATION },
];
