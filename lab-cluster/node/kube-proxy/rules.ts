// Short ways to write packet rules down, with the modules in the order in which kube-proxy passes them.
import type { Match, Protocol, Rule, Target } from '../../sim/netfilter.ts';

/** The bit kube-proxy sets on packets that must leave with the node's own address as their source. */
export const MASQUERADE_MARK = 0x4000;

/** Where a rule applies; absent parts match everything. */
export interface Where {
  readonly comment?: string;
  readonly source?: string;
  readonly notSource?: string;
  readonly destination?: string;
  readonly protocol?: Protocol;
  readonly port?: number;
  /** The address on that side belongs to this node. */
  readonly local?: 'src' | 'dst';
  readonly probability?: number;
}

export function rule(where: Where, target: Target | undefined): Rule {
  const matches: Match[] = [];
  if (where.comment !== undefined) matches.push({ kind: 'comment', text: where.comment });
  if (where.local !== undefined) matches.push({ kind: 'local', side: where.local });
  if (where.protocol !== undefined) {
    matches.push(where.port === undefined ? { kind: 'port' } : { kind: 'port', destinationPort: where.port });
  }
  if (where.probability !== undefined) matches.push({ kind: 'random', probability: where.probability });
  return {
    ...(where.source === undefined ? {} : { source: { range: where.source } }),
    ...(where.notSource === undefined ? {} : { source: { range: where.notSource, negated: true } }),
    ...(where.destination === undefined ? {} : { destination: { range: where.destination } }),
    ...(where.protocol === undefined ? {} : { protocol: where.protocol }),
    matches,
    ...(target === undefined ? {} : { target }),
  };
}

export function jump(chain: string): Target {
  return { kind: 'jump', chain };
}

export const markForMasquerade: Target = jump('KUBE-MARK-MASQ');
export const reject: Target = { kind: 'reject' };
export const drop: Target = { kind: 'drop' };
