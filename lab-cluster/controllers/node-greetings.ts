// Greets nodes that have come and takes leave of those that have gone, at the look at all nodes every few seconds.
// Models the use of knownNodeSet in monitorNodeHealth of pkg/controller/nodelifecycle.
import { nodes } from '../api/kinds/node.ts';
import type { Context, Micros } from '../sim/sim.ts';
import type { Tools } from './define-controller.ts';
import { nodeReference } from './node-reference.ts';

export interface Greetings {
  /** A node has come or gone: what the next look finds counts, so one that did both in between was never there. */
  changed(node: string, ctx: Context): void;
}

export function createGreetings({ sim, recorder, informer }: Tools, periodUs: Micros): Greetings {
  /** Uids of the nodes that were there at the last look. */
  const known = new Map<string, string>();
  const toLookAt = new Map<string, Context>();

  function look(): void {
    for (const [name, ctx] of toLookAt) {
      const uid = informer(nodes).get(name)?.metadata.uid;
      const knownUid = known.get(name);
      if (uid !== undefined && knownUid === undefined) {
        known.set(name, uid);
        recorder.event(
          ctx,
          nodeReference(name, uid),
          'Normal',
          'RegisteredNode',
          `Node ${name} event: Registered Node ${name} in Controller`,
        );
      } else if (uid === undefined && knownUid !== undefined) {
        known.delete(name);
        recorder.event(
          ctx,
          nodeReference(name, knownUid),
          'Normal',
          'RemovingNode',
          `Node ${name} event: Removing Node ${name} from Controller`,
        );
      }
    }
    toLookAt.clear();
  }

  return {
    changed(node, ctx) {
      if (toLookAt.size === 0) sim.clock.after(periodUs - (sim.clock.nowUs % periodUs), true, look);
      toLookAt.set(node, ctx);
    },
  };
}
