// What changed in the picture since it was last sent. Rows are compared by identity: an unchanged row is the same row.
import type { ClusterPicture, ComponentRow, EtcdMemberRow, PictureDelta } from './picture-types.ts';

export interface PictureDiffer {
  /** Changes since the last call; everything the first time and after `reset`. */
  next(picture: ClusterPicture): PictureDelta;
  /** Forgets what was sent: the next delta carries everything. */
  reset(): void;
}

/** Rows with a uid, as they were last sent. */
type Sent<Row> = Map<string, Row>;

export function createPictureDiffer(): PictureDiffer {
  let last: ClusterPicture | undefined;
  let pods: Sent<ClusterPicture['pods'][number]> = new Map();
  let nodes: Sent<ClusterPicture['nodes'][number]> = new Map();
  return {
    reset() {
      last = undefined;
    },
    next(picture) {
      const { revision, timeUs } = picture;
      const before = last;
      last = picture;
      if (before === undefined) {
        pods = new Map(picture.pods.map((row) => [row.uid, row]));
        nodes = new Map(picture.nodes.map((row) => [row.uid, row]));
        return { ...picture, reset: true };
      }
      const podChanges = changes(pods, picture.pods);
      const nodeChanges = changes(nodes, picture.nodes);
      return {
        revision,
        timeUs,
        reset: false,
        ...(isSame(before.components, picture.components, sameComponent) ? {} : { components: picture.components }),
        ...(isSame(before.etcd, picture.etcd, sameMember) ? {} : { etcd: picture.etcd }),
        ...(isSame(before.namespaces, picture.namespaces, Object.is) ? {} : { namespaces: picture.namespaces }),
        ...(nodeChanges.rows.length === 0 ? {} : { nodes: nodeChanges.rows }),
        ...(podChanges.rows.length === 0 ? {} : { pods: podChanges.rows }),
        ...(podChanges.gone.length === 0 ? {} : { podsGone: podChanges.gone }),
        ...(nodeChanges.gone.length === 0 ? {} : { nodesGone: nodeChanges.gone }),
        ...(isSame(before.loops, picture.loops, Object.is) ? {} : { loops: picture.loops }),
        ...(isSame(before.services, picture.services, Object.is) ? {} : { services: picture.services }),
      };
    },
  };
}

/** True when a delta carries nothing but a later time: there is no need to send it. */
export function isEmptyDelta(delta: PictureDelta): boolean {
  return !delta.reset && Object.keys(delta).length === 3;
}

/** Updates `sent` in place and tells what that took. */
function changes<Row extends { readonly uid: string }>(sent: Sent<Row>, rows: readonly Row[]): { rows: Row[]; gone: string[] } {
  const changed: Row[] = [];
  for (const row of rows) {
    if (sent.get(row.uid) === row) continue;
    sent.set(row.uid, row);
    changed.push(row);
  }
  if (sent.size === rows.length) return { rows: changed, gone: [] };
  const present = new Set(rows.map((row) => row.uid));
  const gone = [...sent.keys()].filter((uid) => !present.has(uid));
  for (const uid of gone) sent.delete(uid);
  return { rows: changed, gone };
}

function isSame<Row>(a: readonly Row[], b: readonly Row[], equal: (a: Row, b: Row) => boolean): boolean {
  return a === b || (a.length === b.length && a.every((row, index) => equal(row, b[index] as Row)));
}

/** Liveness rows are made anew each time, so these few are compared by content. */
function sameComponent(a: ComponentRow, b: ComponentRow): boolean {
  return (
    a === b ||
    (a.name === b.name &&
      a.host === b.host &&
      a.up === b.up &&
      a.restarts === b.restarts &&
      isSame(a.watches, b.watches, Object.is) &&
      isSame(a.controllers, b.controllers, (c, d) => c === d || (c.name === d.name && isSame(c.watches, d.watches, Object.is))))
  );
}

function sameMember(a: EtcdMemberRow, b: EtcdMemberRow): boolean {
  return (
    a === b ||
    (a.name === b.name &&
      a.role === b.role &&
      a.term === b.term &&
      a.index === b.index &&
      isSame(a.log, b.log, (c, d) => c.revision === d.revision && c.replicated === d.replicated))
  );
}
