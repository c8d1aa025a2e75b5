// The claim protection controller: a claim that is deleted stays until no pod on a node uses it any more.
// Models pkg/controller/volume/pvcprotection.
import { type PersistentVolumeClaim, persistentVolumeClaims } from '../api/kinds/persistent-volume-claim.ts';
import { type Pod, pods } from '../api/kinds/pod.ts';
import type { Result } from '../api/status.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import type { Context, Task } from '../sim/sim.ts';
import { claimsOf, usesClaim } from './claim-use.ts';
import { defineController, type Tools, watchFor, watchWith } from './define-controller.ts';
import { lacksFinalizer, waitsForFinalizer, withFinalizer, withoutFinalizer } from './finalizer.ts';

const FINALIZER = 'kubernetes.io/pvc-protection';
const BY_CLAIM = 'pods-by-claim';

export const pvcProtectionController = defineController({
  name: 'pvc-protection-controller',
  role: {
    plain: 'It keeps a PersistentVolumeClaim that is deleted until no pod uses it any more.',
    port: 'Nobody clears a storage yard while a ship still unloads into it.',
    office: 'No cabinet is given up while somebody still works with it.',
  },
  watches: [
    watchFor(persistentVolumeClaims, (claim) => (concerns(claim) ? [`${claim.metadata.namespace}/${claim.metadata.name}`] : [])),
    watchWith(pods, ({ queue }: Tools) => ({
      add: (pod, ctx) => {
        if (mayFree(pod)) for (const key of claimsOf(pod)) queue.add(key, ctx);
      },
      update: (pod, previous, ctx) => {
        if (mayFree(pod)) for (const key of claimsOf(pod)) queue.add(key, ctx);
        // The one before it under this name may have held others.
        if (previous.metadata.uid !== pod.metadata.uid) for (const key of claimsOf(previous)) queue.add(key, ctx);
      },
      delete: (pod, ctx) => {
        for (const key of claimsOf(pod)) queue.add(key, ctx);
      },
    })),
  ],
  workers: 1,
  memory: (tools) => {
    tools.informer(pods).addIndex(BY_CLAIM, claimsOf);
    return undefined;
  },
  *reconcile(tools, ctx, key) {
    const claim = tools.informer(persistentVolumeClaims).get(key);
    if (claim === undefined) return done({ saw: `claim ${key} is gone`, decided: 'nothing to do' });
    if (waitsForFinalizer(claim, FINALIZER)) {
      const user = yield* userOf(tools, ctx, key, claim);
      if (!user.ok) return retry(user.status);
      if (user.value !== undefined) return done({ saw: `pod ${user.value} uses it`, decided: 'keep it' });
      const story = { saw: 'no pod uses it', decided: 'let it go' };
      const written = yield* tools.client.update(ctx, persistentVolumeClaims, withoutFinalizer(claim, FINALIZER));
      return written.ok ? done({ ...story, wrote: `persistentvolumeclaims/${key}` }) : retry(written.status, story);
    }
    if (!lacksFinalizer(claim, FINALIZER)) return done({ saw: `claim ${key} is protected`, decided: 'nothing to do' });
    const story = { saw: `claim ${key} is not protected`, decided: 'protect it' };
    const written = yield* tools.client.update(ctx, persistentVolumeClaims, withFinalizer(claim, FINALIZER));
    return written.ok ? done({ ...story, wrote: `persistentvolumeclaims/${key}` }) : retry(written.status, story);
  },
});

function concerns(claim: PersistentVolumeClaim): boolean {
  return waitsForFinalizer(claim, FINALIZER) || lacksFinalizer(claim, FINALIZER);
}

/** One that runs on a node frees nothing. */
function mayFree({ spec, status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed' || (spec.nodeName ?? '') === '';
}

/** A pod may be there that this process has not heard of: before a claim goes, the server is asked. */
function* userOf(tools: Tools<unknown>, ctx: Context, key: string, claim: PersistentVolumeClaim): Task<Result<string | undefined>> {
  const known = tools
    .informer(pods)
    .byIndex(BY_CLAIM, key)
    .find((pod) => usesClaim(pod, claim));
  if (known !== undefined) return { ok: true, value: known.metadata.name };
  const { namespace } = claim.metadata;
  const live = yield* tools.client.list(ctx, pods, namespace === undefined ? {} : { namespace });
  if (!live.ok) return live;
  return { ok: true, value: live.value.items.find((pod) => usesClaim(pod, claim))?.metadata.name };
}
