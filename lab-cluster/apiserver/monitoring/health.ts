// /healthz, /livez and /readyz: named checks, asked one by one or all together, answered in plain text.
// Models apiserver/pkg/server/healthz/healthz.go.
import type { ApiRequest, ApiResponse } from '../../api/request.ts';
import { hasQuery, queryTexts } from '../rest/options.ts';
import type { Server } from '../server-state.ts';

type Query = ApiRequest['query'];

interface Check {
  readonly name: string;
  /** Absent: it holds as soon as the process serves at all. */
  holds?(server: Server): boolean;
}

const PLAIN_TEXT = 'text/plain; charset=utf-8';
const NO_SNIFFING = { 'x-content-type-options': 'nosniff' };

const follows = (server: Server): boolean => server.cache.connected;
const bootstrapped = (server: Server): boolean => server.bootstrapped;
const hook = (name: string, holds?: Check['holds']): Check => ({
  name: `poststarthook/${name}`,
  ...(holds === undefined ? {} : { holds }),
});

/** In the order in which a real 1.34 server registers them. */
const HOOKS: readonly Check[] = [
  hook('start-apiserver-admission-initializer'),
  hook('generic-apiserver-start-informers'),
  hook('priority-and-fairness-config-consumer'),
  hook('priority-and-fairness-filter'),
  hook('storage-object-count-tracker-hook'),
  hook('start-apiextensions-informers'),
  hook('start-apiextensions-controllers'),
  hook('crd-informer-synced'),
  hook('start-system-namespaces-controller', bootstrapped),
  hook('start-cluster-authentication-info-controller'),
  hook('start-kube-apiserver-identity-lease-controller'),
  hook('start-kube-apiserver-identity-lease-garbage-collector'),
  hook('start-legacy-token-tracking-controller'),
  hook('start-service-ip-repair-controllers'),
  hook('rbac/bootstrap-roles', bootstrapped),
  hook('scheduling/bootstrap-system-priority-classes', bootstrapped),
  hook('priority-and-fairness-config-producer'),
  hook('bootstrap-controller', bootstrapped),
  hook('start-kubernetes-service-cidr-controller'),
  hook('aggregator-reload-proxy-client-cert'),
  hook('start-kube-aggregator-informers'),
  hook('apiservice-status-local-available-controller'),
  hook('apiservice-status-remote-available-controller'),
  hook('apiservice-registration-controller'),
  hook('apiservice-wait-for-first-sync'),
  hook('apiservice-discovery-controller'),
  hook('kube-apiserver-autoregistration'),
  { name: 'autoregister-completion' },
  hook('apiservice-openapi-controller'),
  hook('apiservice-openapiv3-controller'),
];

const ALIVE: readonly Check[] = [{ name: 'ping' }, { name: 'log' }];
const ETCD: Check = { name: 'etcd', holds: follows };

const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  healthz: [...ALIVE, ETCD, ...HOOKS],
  livez: [...ALIVE, ETCD, ...HOOKS],
  readyz: [...ALIVE, { name: 'informer-sync', holds: follows }, ...HOOKS, { name: 'shutdown' }],
};

/** The answer at `readyz` or `readyz/ping`; undefined where there is no such check. */
export function answerHealth(server: Server, path: string, query: Query): ApiResponse | undefined {
  const at = path.indexOf('/');
  const root = at < 0 ? path : path.slice(0, at);
  const checks = Object.hasOwn(CHECKS, root) ? CHECKS[root] : undefined;
  if (checks === undefined) return undefined;
  if (at < 0) return allTogether(server, root, checks, query);
  const single = checks.find(({ name }) => name === path.slice(at + 1));
  if (single === undefined) return undefined;
  return passes(single, server) ? text(200, 'ok', {}) : text(500, 'internal server error: the check failed\n', NO_SNIFFING);
}

function allTogether(server: Server, root: string, checks: readonly Check[], query: Query): ApiResponse {
  const excluded = new Set(queryTexts(query, 'exclude'));
  const lines: string[] = [];
  let failed = false;
  for (const check of checks) {
    if (excluded.delete(check.name)) lines.push(`[+]${check.name} excluded: ok`);
    else if (passes(check, server)) lines.push(`[+]${check.name} ok`);
    else {
      failed = true;
      lines.push(`[-]${check.name} failed: reason withheld`);
    }
  }
  if (excluded.size > 0) {
    const unknown = [...excluded].sort().map((name) => JSON.stringify(name));
    lines.push(`warn: some health checks cannot be excluded: no matches for ${unknown.join(', ')}`);
  }
  if (failed) return text(500, `${[...lines, `${root} check failed`].join('\n')}\n`, NO_SNIFFING);
  // Only that the word is there counts, so `?verbose=false` is verbose, too.
  const verbose = hasQuery(query, 'verbose');
  return text(200, verbose ? `${[...lines, `${root} check passed`].join('\n')}\n` : 'ok', NO_SNIFFING);
}

function passes({ holds }: Check, server: Server): boolean {
  return holds === undefined || holds(server);
}

function text(code: number, words: string, headers: Readonly<Record<string, string>>): ApiResponse {
  return { code, body: undefined, raw: { contentType: PLAIN_TEXT, text: words }, headers };
}
