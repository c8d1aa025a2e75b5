// Watching: the present objects if wanted, then every change, in the form that was asked for, until somebody has enough.
// Models apiserver/pkg/endpoints/handlers/watch.go.
import { badRequest } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ApiResponse, WatchEvent } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import type { Context, Task } from '../../sim/sim.ts';
import { PROTOBUF } from '../encoding/negotiation.ts';
import { encodeFrame } from '../protobuf/encode-frame.ts';
import { bucketOf, createMatcher, exactValue, type Selection } from '../storage/matcher.ts';
import { parseListQuery } from './options.ts';
import type { ResourceCall } from '../pipeline.ts';
import type { FrameSink } from '../storage/resource-cache.ts';
import { type Answer, caughtUp, refusal } from './read.ts';
import type { Server } from '../server-state.ts';
import { negotiate, type Representation, representBookmark, representObject, wantsProtobuf } from './tables.ts';

export function* watch(call: ResourceCall, server: Server): Task<Answer> {
  const { kind, namespace, name } = call.route;
  const form = negotiate(call.request, { kind, shape: 'stream' });
  if (!form.ok) return refusal(call, form.status);
  const query = parseListQuery(kind, call.request.query, true);
  if (!query.ok) return refusal(call, query.status);
  const { resourceVersion, sendInitialEvents, bookmarks, timeoutSeconds } = query.value;
  const initial = sendInitialEvents ?? (resourceVersion === undefined || resourceVersion === 0);
  if (initial && resourceVersion !== 0) {
    const late = yield* caughtUp(call, server, resourceVersion);
    if (late !== undefined) return failedWatch(call, late, server);
  }
  const { fields, labels } = query.value;
  // Only the old paths below /watch/ name an object.
  if (name !== undefined && fields.length > 0 && exactValue(fields, 'metadata.name') !== name)
    return refusal(call, badRequest("fieldSelector metadata.name doesn't match requested name"));
  const named = name === undefined ? [] : [{ field: 'metadata.name', negated: false, value: name }];
  const selection: Selection = { namespace, labels, fields: [...fields, ...named] };
  // Without the present objects, version 0 is as good as none.
  const after = initial ? undefined : resourceVersion || server.cache.revision;
  const options = {
    bucket: bucketOf(kind, selection),
    matches: createMatcher(kind, selection),
    after,
    bookmarks,
    announceInitialEnd: initial && bookmarks,
  };
  const isProtobuf = wantsProtobuf(call.request);
  call.detail.pass('watch cache', after === undefined ? 'present objects first, then changes' : 'changes from a revision on');
  const stream = (sink: FrameSink): (() => void) => {
    const written = isProtobuf ? inProtobuf(sink) : sink;
    const shaped = form.value.as === 'object' && kind.storedAs === undefined ? written : reshaped(kind, written, form.value, server);
    return openWatch(call.ctx, server, kind, options, shaped, timeoutSeconds);
  };
  const end = { decided: 'A watch: changes will follow.', code: 200, revision: after ?? server.cache.revision, detail: call.detail };
  return { response: opened(isProtobuf), stream, end };
}

const PROTOBUF_STREAM = { 'content-type': `${PROTOBUF};stream=watch` };

function opened(isProtobuf: boolean): ApiResponse {
  return { code: 200, body: undefined, ...(isProtobuf ? { headers: PROTOBUF_STREAM } : {}) };
}

/** What goes wrong after the options were read is told by the stream itself. Models newErrWatcher of the watch cache. */
function failedWatch(call: ResourceCall, object: Status, server: Server): Answer {
  const isProtobuf = wantsProtobuf(call.request);
  const stream = (sink: FrameSink): (() => void) => {
    (isProtobuf ? inProtobuf(sink) : sink).send({ type: 'ERROR', object }, call.ctx);
    sink.end(call.ctx);
    return () => {};
  };
  const end = { decided: `A watch that fails: ${object.message ?? ''}`, code: 200, revision: server.cache.revision, detail: call.detail };
  return { response: opened(isProtobuf), stream, end };
}

/** What cannot be written so is not sent: all that is watched can. */
function inProtobuf(sink: FrameSink): FrameSink {
  return {
    end: (ctx) => sink.end(ctx),
    send: (event, ctx) => {
      const bytes = 'type' in event ? encodeFrame(event) : undefined;
      if (bytes !== undefined) sink.send({ bytes }, ctx);
    },
  };
}

type CacheWatchOptions = Parameters<ReturnType<Server['cache']['of']>['watch']>[0];

/** Watches end after a while, so that clients spread over servers again. Models minRequestTimeout. */
const MIN_WATCH_SECONDS = 1800;

function openWatch(
  ctx: Context,
  server: Server,
  kind: Kind,
  options: CacheWatchOptions,
  sink: FrameSink,
  timeoutSeconds: number | undefined,
): () => void {
  const { cache, sim } = server;
  let closed = false;
  const close = (): void => {
    closed = true;
    timer.cancel();
    stop();
  };
  const ended: FrameSink = {
    send: (event, cause) => sink.send(event, cause),
    end: (cause) => {
      closed = true;
      timer.cancel();
      sink.end(cause);
    },
  };
  const seconds = timeoutSeconds ?? Math.round(MIN_WATCH_SECONDS * (1 + sim.rng.unit()));
  const background = { span: ctx.span, background: true };
  const timer = sim.clock.after(seconds * 1_000_000, true, () => {
    if (closed) return;
    close();
    sink.end(background);
  });
  const stop = cache.of(kind).watch(options, ended, cache.revision, ctx);
  return close;
}

function reshaped(kind: Kind, sink: FrameSink, form: Representation, server: Server): FrameSink {
  let first = true;
  const shapeOf = (event: Exclude<WatchEvent, { type: 'ERROR' }>): KubeObject => {
    const { nowUs } = server.sim.clock;
    const represent = event.type === 'BOOKMARK' ? representBookmark : representObject;
    const shown = represent(kind, event.object, form, nowUs);
    // Whoever prints a table needs its head but once.
    const headless = form.as === 'table' && !first;
    first = false;
    return headless ? ({ ...shown, columnDefinitions: null } as KubeObject) : shown;
  };
  return {
    end: (ctx) => sink.end(ctx),
    send: (event, ctx) =>
      sink.send(!('type' in event) || event.type === 'ERROR' ? event : { type: event.type, object: shapeOf(event) }, ctx),
  };
}
