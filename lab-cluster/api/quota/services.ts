// What a quota counts of a service: itself, its node ports, its load balancer. Models pkg/quota/v1/evaluator/core/services.go.
import type { Service } from '../kinds/service.ts';
import type { ResourceList } from '../resources.ts';
import type { QuotaEvaluator } from './quota-evaluator.ts';

const NAMES = new Set(['count/services', 'services', 'services.nodeports', 'services.loadbalancers']);

export const serviceEvaluator: QuotaEvaluator = {
  counts: (name) => NAMES.has(name),
  usage: (object) => usageOf(object as Service),
  charges: (operation, subresource) => subresource === undefined && (operation === 'CREATE' || operation === 'UPDATE'),
  releases: (next, previous) => (next as Service).spec.type !== (previous as Service).spec.type,
};

function usageOf({ spec }: Service): ResourceList {
  const ports = spec.ports ?? [];
  const balanced = spec.type === 'LoadBalancer';
  // A load balancer that wants no node ports has those that were asked for by number.
  const numbered = balanced && spec.allocateLoadBalancerNodePorts === false ? ports.filter((port) => (port.nodePort ?? 0) !== 0) : ports;
  const nodePorts = balanced || spec.type === 'NodePort' ? numbered.length : 0;
  return { 'count/services': '1', services: '1', 'services.nodeports': String(nodePorts), 'services.loadbalancers': balanced ? '1' : '0' };
}
