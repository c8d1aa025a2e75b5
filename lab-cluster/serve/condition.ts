// `--until`: a condition on the cluster, in the words of kubectl wait where it has them.
import { type Cluster, type Condition, type KubeObject, findKind } from '../index.ts';

export interface Until {
  readonly text: string;
  /** How long to wait at most, where the condition itself says so. */
  readonly limitUs?: number;
  /** What is awaited, as `plural/namespace/name`; absent for a duration. */
  readonly object?: string;
  isMet(cluster: Cluster): boolean;
}

const LONGEST_SECONDS = 24 * 3600;

/** Parses a condition; the other outcome is a sentence about what is wrong with it. */
export function parseCondition(text: string): Until | string {
  const duration = /^(\d+)(s|m|h)$/.exec(text);
  if (duration !== null) {
    const seconds = Number(duration[1]) * { s: 1, m: 60, h: 3600 }[duration[2] as 's' | 'm' | 'h'];
    if (seconds > LONGEST_SECONDS) return `"${text}" is too long: at most 24h`;
    let endUs: number | undefined;
    return {
      text,
      limitUs: seconds * 1_000_000,
      isMet: (cluster) => {
        endUs ??= cluster.nowUs + seconds * 1_000_000;
        return cluster.nowUs >= endUs;
      },
    };
  }
  const parts = /^([a-z.]+)\/(?:([a-z0-9-]+)\/)?([a-z0-9.-]+):(.+)$/i.exec(text);
  if (parts === null) return `"${text}" is not a condition: write for example deployment/web:ready`;
  const [, word = '', namespace = 'default', name = '', what = ''] = parts;
  const kind = kindNamed(word);
  if (kind === undefined) return `the server doesn't have a resource type "${word}"`;
  const object = kind.namespaced ? `${kind.plural}/${namespace}/${name}` : `${kind.plural}/${name}`;
  const test = testOf(what);
  let wasThere = false;
  return {
    text,
    object,
    isMet: (cluster) => {
      const found = cluster.objectAt(object);
      if (what === 'deleted') {
        wasThere ||= found !== undefined;
        return found === undefined && wasThere;
      }
      return found !== undefined && test(found);
    },
  };
}

/** kubectl prints `deployment.apps/web`: what it prints can be asked for. */
function kindNamed(word: string): ReturnType<typeof findKind> {
  const [name = '', ...group] = word.split('.');
  const kind = findKind(name);
  return group.length === 0 || kind?.apiVersion.startsWith(`${group.join('.')}/`) ? kind : undefined;
}

function testOf(what: string): (object: KubeObject) => boolean {
  if (what === 'exists') return () => true;
  if (what === 'ready') return isReady;
  const condition = /^condition=([A-Za-z]+)(?:=(True|False|Unknown))?$/.exec(what);
  if (condition !== null)
    return (object) =>
      conditionsOf(object).some(
        ({ type, status }) => type.toLowerCase() === condition[1]?.toLowerCase() && status === (condition[2] ?? 'True'),
      );
  const at = what.indexOf('=');
  const path = (at < 0 ? what : what.slice(0, at)).split('.').filter((part) => part !== '');
  const wanted = at < 0 ? undefined : what.slice(at + 1);
  return (object) => {
    const value = path.reduce<unknown>(
      (inside, part) =>
        typeof inside === 'object' && inside !== null && Object.hasOwn(inside, part)
          ? (inside as Record<string, unknown>)[part]
          : undefined,
      object,
    );
    return wanted === undefined ? value !== undefined && value !== '' : String(value) === wanted;
  };
}

/** Workloads: every replica updated and ready; anything else: its Ready condition. */
function isReady(object: KubeObject): boolean {
  const { spec, status } = object as KubeObject & { spec?: { replicas?: number }; status?: Record<string, unknown> };
  if (spec?.replicas === undefined) return conditionsOf(object).some(({ type, status: value }) => type === 'Ready' && value === 'True');
  const updated = status?.['updatedReplicas'] ?? status?.['readyReplicas'] ?? 0;
  return (status?.['readyReplicas'] ?? 0) === spec.replicas && updated === spec.replicas && (status?.['replicas'] ?? 0) === spec.replicas;
}

function conditionsOf(object: KubeObject): readonly Condition[] {
  return (object as { status?: { conditions?: readonly Condition[] } }).status?.conditions ?? [];
}
