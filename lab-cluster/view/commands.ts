// The command with which one would ask a real cluster the same question.
import type { SpanRow } from './picture-types.ts';
import { namespaceOption, parseObject } from './actor-words.ts';
import { findKind } from '../api/registry.ts';

/** `kubectl get deployment web -o yaml`, `kubectl describe pod …`. */
export function objectCommand(object: string, verb: 'get' | 'describe'): string {
  const { plural, namespace, name } = parseObject(object);
  const kind = findKind(plural);
  if (kind === undefined) return '';
  return `kubectl ${verb} ${kind.singular} ${name}${namespaceOption(namespace)}${verb === 'get' ? ' -o yaml' : ''}`;
}

/** `chain` is the kube-proxy chain the step was about, if any. */
export function spanCommand(span: SpanRow, chain: string): string {
  const { plural, namespace, name } = parseObject(span.object);
  const kind = findKind(plural);
  switch (span.kind) {
    case 'decide':
      return objectCommand(span.object, 'describe');
    case 'sync':
      if (span.component.startsWith('kube-proxy')) return `iptables -t nat -L ${chain === '' ? 'KUBE-SERVICES' : chain}`;
      return objectCommand(span.object, 'describe');
    case 'runtime':
      return name === '' || kind === undefined
        ? 'crictl ps -a'
        : `kubectl get events${namespaceOption(namespace)} --field-selector involvedObject.name=${name}`;
    case 'watch':
      return kind === undefined ? '' : `kubectl get ${kind.plural}${namespaceOption(namespace)} --watch`;
    case 'commit':
      return kind === undefined ? '' : `etcdctl get ${registryPath(plural, namespace, name)}`;
    case 'reconcile':
      return objectCommand(span.object, 'describe');
    case 'input':
    case 'request':
    case 'serve':
      return name === '*' || name === ''
        ? kind === undefined
          ? ''
          : `kubectl get ${kind.plural}${namespaceOption(namespace)}`
        : objectCommand(span.object, 'get');
    case 'packet':
      return 'iptables-save -t nat';
    case 'life':
      return 'crictl ps -a';
  }
}

/** Where a real API server keeps it. */
function registryPath(plural: string, namespace: string, name: string): string {
  const folder = { nodes: 'minions', services: 'services/specs', endpoints: 'services/endpoints' }[plural] ?? plural;
  return ['/registry', folder, namespace, name].filter((part) => part !== '').join('/');
}
