// The metrics of nodes and pods, made up anew for each request from the pods that run now.
// Simplified: answered by the API server itself, where a metrics server behind an APIService would be asked.
import { notFoundStatus } from '../../api/errors.ts';
import { type KubeNode, nodes } from '../../api/kinds/node.ts';
import { nodeMetrics, podMetrics } from '../../api/kinds/metrics.ts';
import { type Pod, pods } from '../../api/kinds/pod.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import { erased } from '../../api/registry.ts';
import { timestamp } from '../../api/time.ts';
import type { Micros, Task } from '../../sim/sim.ts';
import { createMatcher } from '../storage/matcher.ts';
import type { Operation } from '../operation.ts';
import { parseListQuery } from '../rest/options.ts';
import type { ResourceCall } from '../pipeline.ts';
import { type Answer, refusal } from '../rest/read.ts';
import type { Server } from '../server-state.ts';
import { negotiate, representList, representObject } from '../rest/tables.ts';
import { type ComputedResource, defineComputed } from './computed.ts';
import { containerUsage, sumUsage, systemUsage, type Usage, usageList, WINDOW_US } from './usage.ts';

const podKind = erased(pods);
const nodeKind = erased(nodes);

/** All there are in a namespace, or in all. */
type Measure = (server: Server, namespace: string | undefined) => readonly KubeObject[];

export const metricsOfNodes = measured(erased(nodeMetrics), nodesMeasured);
export const metricsOfPods = measured(erased(podMetrics), podsMeasured);

function measured(kind: Kind, measure: Measure): ComputedResource {
  const get: Operation = (call, server) => readOne(call, server, measure);
  const list: Operation = (call, server) => readAll(call, server, measure);
  return defineComputed({ kind, operations: { get, list } });
}

function* readOne(call: ResourceCall, server: Server, measure: Measure): Task<Answer> {
  const { kind, namespace, name = '' } = call.route;
  const form = negotiate(call.request, { kind, shape: 'object' });
  if (!form.ok) return refusal(call, form.status);
  const found = measure(server, namespace).find(({ metadata }) => metadata.name === name);
  if (found === undefined) {
    const asked = namespace === undefined ? name : `${namespace}/${name}`;
    return refusal(
      call,
      notFoundStatus({ ...kind, plural: kind.kind.toLowerCase(), resource: `${kind.kind.toLowerCase()}.${kind.group}` }, asked),
    );
  }
  const body = representObject(kind, found, form.value, server.sim.clock.nowUs);
  return { response: { code: 200, body }, end: { code: 200, detail: call.detail } };
}

function* readAll(call: ResourceCall, server: Server, measure: Measure): Task<Answer> {
  const { kind, namespace } = call.route;
  const form = negotiate(call.request, { kind, shape: 'list' });
  if (!form.ok) return refusal(call, form.status);
  const query = parseListQuery(kind, call.request.query, false);
  if (!query.ok) return refusal(call, query.status);
  const matches = createMatcher(kind, { namespace, labels: query.value.labels, fields: query.value.fields });
  const items = measure(server, namespace).filter((object) => matches(object));
  const plain = { kind: `${kind.kind}List`, apiVersion: kind.apiVersion, metadata: { resourceVersion: '' }, items };
  const body = representList(kind, plain, form.value, server.sim.clock.nowUs);
  return { response: { code: 200, body }, end: { saw: `${items.length} ${kind.plural} measured.`, code: 200, detail: call.detail } };
}

function nodesMeasured(server: Server): readonly KubeObject[] {
  const nowUs = server.sim.clock.nowUs;
  const usages = new Map<string, Usage[]>();
  for (const pod of runningPods(server, undefined)) {
    const nodeName = pod.spec.nodeName ?? '';
    usages.set(
      nodeName,
      (usages.get(nodeName) ?? []).concat(runningContainers(pod).map((one) => containerUsage(pod.metadata.uid, one, nowUs))),
    );
  }
  const ready = (server.cache.of(nodeKind).list(undefined, () => true) as KubeNode[]).filter(isReady);
  return ready.map((node) => {
    const usage = sumUsage([systemUsage(node.metadata.uid, nowUs), ...(usages.get(node.metadata.name) ?? [])]);
    return { ...measurement('NodeMetrics', node, nowUs), usage: usageList(usage) } as unknown as KubeObject;
  });
}

function podsMeasured(server: Server, namespace: string | undefined): readonly KubeObject[] {
  const nowUs = server.sim.clock.nowUs;
  return runningPods(server, namespace).map((pod) => {
    const containers = runningContainers(pod).map((container) => ({
      name: container.name,
      usage: usageList(containerUsage(pod.metadata.uid, container, nowUs)),
    }));
    return { ...measurement('PodMetrics', pod, nowUs), containers } as unknown as KubeObject;
  });
}

function runningPods(server: Server, namespace: string | undefined): readonly Pod[] {
  return (server.cache.of(podKind).list(namespace, () => true) as Pod[]).filter((pod) => runningContainers(pod).length > 0);
}

function runningContainers({ spec, status }: Pod): Pod['spec']['containers'] {
  const running = new Set((status.containerStatuses ?? []).flatMap(({ name, state }) => (state?.running === undefined ? [] : [name])));
  return spec.containers.filter(({ name }) => running.has(name));
}

function isReady({ status }: KubeNode): boolean {
  return status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
}

function measurement(kind: string, { metadata: { name, namespace, labels } }: KubeObject, nowUs: Micros): object {
  const untilUs = Math.floor(nowUs / WINDOW_US) * WINDOW_US;
  return {
    kind,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      creationTimestamp: timestamp(nowUs),
      ...(labels === undefined ? {} : { labels }),
    },
    timestamp: timestamp(untilUs),
    window: `${WINDOW_US / 1_000_000}s`,
  };
}
