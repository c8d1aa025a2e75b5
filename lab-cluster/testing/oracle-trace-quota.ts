// The recorded scenario `quota` run again: a quota of two pods, a Deployment that wants four, and three requests too many.
import type { ApiRequest, ApiResponse } from '../api/request.ts';
import type { ResourceQuota } from '../api/kinds/resource-quota.ts';
import type { Status } from '../api/status.ts';
import type { Cluster } from '../index.ts';
import { bootedCluster } from './boot.ts';
import { type Comparison, compareWrites } from './compare-writes.ts';
import { compareFinals, finalsOf, type RecordedScenario, warmImages } from './oracle-trace.ts';
import { writesOf } from './write-log.ts';

export interface RecordedQuota extends RecordedScenario {
  readonly used: Readonly<Record<string, string>>;
  /** What kubectl printed for each refusal. */
  readonly refusals: readonly string[];
}

const NAMESPACE = 'tr-quota';

export function runQuota(recorded: RecordedQuota): {
  readonly comparison: Comparison;
  readonly refusals: readonly string[];
  readonly used: unknown;
} {
  const cluster = bootedCluster({ seed: 1 });
  warmImages(cluster);
  post(cluster, '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  cluster.runUntil(cluster.nowUs + 3_000_000);
  const startUs = cluster.nowUs;
  const core = `/api/v1/namespaces/${NAMESPACE}`;
  const at = (ms: number): void => cluster.runUntil(startUs + ms * 1000);
  const hard = { pods: '2', 'requests.cpu': '1', 'count/configmaps': '3' };
  post(cluster, `${core}/resourcequotas`, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard } });
  at(2100);
  post(cluster, `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`, deployment());
  at(8400);
  const refusals = [
    post(cluster, `${core}/pods`, pod('norequest', undefined)),
    post(cluster, `${core}/pods`, pod('big', '2')),
    ...['a', 'b', 'c'].map((name) => post(cluster, `${core}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })),
  ];
  const writes = compareWrites(recorded.writes, writesOf(cluster, NAMESPACE, startUs));
  const finals = compareFinals(recorded.finals, finalsOf(cluster, NAMESPACE));
  const quota = cluster.read({ method: 'GET', path: `${core}/resourcequotas/q` }).body as ResourceQuota;
  return {
    refusals: refusals.filter((said) => said !== ''),
    used: quota.status.used,
    comparison: {
      matched: writes.matched + finals.matched,
      total: writes.total + finals.total,
      differences: [...writes.differences, ...finals.differences],
    },
  };
}

/** The server's sentence when it refuses. */
function post(cluster: Cluster, path: string, body: unknown): string {
  const request: ApiRequest = { method: 'POST', path, headers: { 'user-agent': 'kubectl' }, body };
  const answers: ApiResponse[] = [];
  cluster.apply({ type: 'api', request }, (output) => {
    if (output.type === 'api') answers.push(output.response);
  });
  cluster.runUntil(cluster.nowUs + 60_000);
  const [answer] = answers;
  if (answer === undefined) throw new Error(`no answer to POST ${path}`);
  return answer.code < 400 ? '' : ((answer.body as Status).message ?? '');
}

function deployment(): unknown {
  const containers = [{ name: 'c', image: 'nginx:1.27', resources: { requests: { cpu: '100m' } } }];
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 4, selector: { matchLabels: { app: 'web' } }, template },
  };
}

function pod(name: string, cpu: string | undefined): unknown {
  const resources = cpu === undefined ? {} : { resources: { requests: { cpu } } };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'c', image: 'nginx:1.27', ...resources }] } };
}
