// What this life of the server has done, counted, as Prometheus reads it at /metrics. Every number is one of this server's own.
import type { ApiResponse } from '../../api/request.ts';
import type { Kind } from '../../api/kind.ts';
import { kinds } from '../../api/registry.ts';
import { unixSeconds } from '../../api/time.ts';
import type { Micros } from '../../sim/sim.ts';
import type { Route } from '../request/route.ts';
import type { Server } from '../server-state.ts';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores';
/** Upper bounds in seconds; models the API server's request duration buckets. */
const BUCKETS = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60] as const;

interface Histogram {
  readonly counts: number[];
  sum: number;
  count: number;
}

interface RequestSeries {
  readonly labels: string;
  readonly byCode: Map<number, number>;
  readonly seconds: Histogram;
}

interface KnownSeries {
  readonly verb: string;
  readonly subresource: string | undefined;
  readonly scope: string;
  readonly series: RequestSeries;
}

/** Counters of one life of a server; a restart begins at zero, as upstream. */
export class Metrics {
  readonly startedUs: Micros;
  readonly #requests = new Map<string, RequestSeries>();
  readonly #ofKind = new Map<Kind, KnownSeries[]>();
  readonly #etcd = new Map<string, Histogram>();
  #watches = 0;

  constructor(startedUs: Micros) {
    this.startedUs = startedUs;
  }

  /** A request was answered. A watch counts when it begins. */
  answered(route: Route, method: string, code: number, tookUs: Micros): void {
    const series = route.type === 'resource' ? this.#seriesOf(route, method) : this.#series(method, route, method);
    series.byCode.set(code, (series.byCode.get(code) ?? 0) + 1);
    observe(series.seconds, tookUs / 1_000_000);
  }

  /** A resource has few series: looking through them is cheaper than making the key of one. */
  #seriesOf(route: ResourceRoute, method: string): RequestSeries {
    const { verb, subresource, kind } = route;
    const scope = scopeOf(route);
    let known = this.#ofKind.get(kind);
    if (known === undefined) this.#ofKind.set(kind, (known = []));
    for (const one of known) if (one.verb === verb && one.subresource === subresource && one.scope === scope) return one.series;
    const series = this.#series(`${verb} ${kind.resource}/${subresource ?? ''} ${scope}`, route, method);
    known.push({ verb, subresource, scope, series });
    return series;
  }

  #series(key: string, route: Route, method: string): RequestSeries {
    let series = this.#requests.get(key);
    if (series === undefined) {
      series = { labels: labelsOf(route, method), byCode: new Map(), seconds: createHistogram() };
      this.#requests.set(key, series);
    }
    return series;
  }

  etcdAnswered(operation: string, tookUs: Micros): void {
    let histogram = this.#etcd.get(operation);
    if (histogram === undefined) {
      histogram = createHistogram();
      this.#etcd.set(operation, histogram);
    }
    observe(histogram, tookUs / 1_000_000);
  }

  watchOpened(): void {
    this.#watches++;
  }

  watchClosed(): void {
    this.#watches--;
  }

  text(server: Server): string {
    const page = new Page();
    this.#printRequests(page);
    page.family('apiserver_longrunning_requests', 'gauge', 'Watches that are open now.');
    page.sample('apiserver_longrunning_requests', 'verb="WATCH"', this.#watches);
    page.family('apiserver_resource_objects', 'gauge', 'Stored objects of each resource.');
    for (const kind of kinds) {
      if (kind.computed === true) continue;
      page.sample('apiserver_resource_objects', `group="${kind.group}",resource="${kind.plural}"`, server.cache.of(kind).size);
    }
    page.family('etcd_request_duration_seconds', 'histogram', 'Time from asking etcd to its answer, in seconds, by operation.');
    for (const [operation, histogram] of sorted(this.#etcd)) {
      page.histogram('etcd_request_duration_seconds', `operation="${operation}"`, histogram);
    }
    page.family('etcd_requests_total', 'counter', 'Requests to etcd, by operation.');
    for (const [operation, { count }] of sorted(this.#etcd)) page.sample('etcd_requests_total', `operation="${operation}"`, count);
    page.family('kubernetes_build_info', 'gauge', 'Always 1; the labels say what was built.');
    page.sample('kubernetes_build_info', 'major="1",minor="34"', 1);
    page.family('process_start_time_seconds', 'gauge', 'When this process started, in seconds since 1970.');
    page.sample('process_start_time_seconds', '', unixSeconds(this.startedUs));
    return page.text;
  }

  #printRequests(page: Page): void {
    page.family('apiserver_request_total', 'counter', 'Answered requests, by what was asked for and the status code of the answer.');
    for (const [, { labels, byCode }] of sorted(this.#requests)) {
      for (const [code, count] of [...byCode].sort(([left], [right]) => left - right)) {
        page.sample('apiserver_request_total', `code="${code}",${labels}`, count);
      }
    }
    page.family('apiserver_request_duration_seconds', 'histogram', 'Time from the arrival of a request to its answer, in seconds.');
    for (const [, { labels, seconds }] of sorted(this.#requests)) page.histogram('apiserver_request_duration_seconds', labels, seconds);
  }
}

export function metricsAnswer(server: Server): ApiResponse {
  return { code: 200, body: undefined, raw: { contentType: CONTENT_TYPE, text: server.metrics.text(server) } };
}

class Page {
  text = '';

  family(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): void {
    this.text += `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
  }

  sample(name: string, labels: string, value: number): void {
    this.text += `${name}${labels === '' ? '' : `{${labels}}`} ${value}\n`;
  }

  histogram(name: string, labels: string, { counts, sum, count }: Histogram): void {
    let below = 0;
    for (const [index, bound] of BUCKETS.entries()) {
      below += counts[index] ?? 0;
      this.sample(`${name}_bucket`, `${labels},le="${bound}"`, below);
    }
    this.sample(`${name}_bucket`, `${labels},le="+Inf"`, count);
    this.sample(`${name}_sum`, labels, sum);
    this.sample(`${name}_count`, labels, count);
  }
}

function createHistogram(): Histogram {
  return { counts: [], sum: 0, count: 0 };
}

function observe(histogram: Histogram, seconds: number): void {
  const { counts } = histogram;
  const at = BUCKETS.findIndex((bound) => seconds <= bound);
  if (at >= 0) counts[at] = (counts[at] ?? 0) + 1;
  histogram.sum += seconds;
  histogram.count++;
}

function sorted<T>(series: ReadonlyMap<string, T>): [string, T][] {
  return [...series].sort(([left], [right]) => (left < right ? -1 : 1));
}

type ResourceRoute = Route & { readonly type: 'resource' };

function scopeOf({ name, namespace }: ResourceRoute): string {
  if (name !== undefined) return 'resource';
  return namespace === undefined ? 'cluster' : 'namespace';
}

const METHOD_LABELS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);
const VERB_LABELS: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  deletecollection: 'DELETECOLLECTION',
};

function labelsOf(route: Route, method: string): string {
  if (route.type !== 'resource') {
    const verb = METHOD_LABELS.has(method) ? method : 'other';
    return `component="apiserver",group="",resource="",scope="",subresource="",verb="${verb}",version=""`;
  }
  const { kind, subresource = '', verb } = route;
  const label = VERB_LABELS[verb] ?? verb.toUpperCase();
  return `component="apiserver",group="${kind.group}",resource="${kind.plural}",scope="${scopeOf(route)}",subresource="${subresource}",verb="${label}",version="${kind.version}"`;
}
