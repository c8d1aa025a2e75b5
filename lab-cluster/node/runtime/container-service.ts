// Containers: created, started, ended by themselves or by order, removed. What a process does is its program's business.
// Models containerd's internal/cri/server container_create.go, container_start.go and container_stop.go.
import type { Context, Micros } from '../../sim/sim.ts';
import { chooseProgram } from './command.ts';
import type { ContainerConfig, CriReply, CriSandbox } from './cri.ts';
import { aboutUs, type Daemon, emit, putContainer } from './daemon.ts';
import { hexIdentifier } from './identifier.ts';
import { findImage } from './image-service.ts';
import { lifetimeUs, task } from './program.ts';
import type { ContainerRecord } from './records.ts';

const SIGKILL_EXIT_CODE = 137;
/** A first run longer than this is a server for all we know: nobody waits for its end. */
const LONG_RUN_US = 600_000_000;
/** A dead process is noticed by its parent about this much later. */
const REAP_US = 2_000;

export function createContainer(
  daemon: Daemon,
  sandbox: CriSandbox,
  config: ContainerConfig,
  ctx: Context,
  done: (reply: CriReply<ContainerRecord>, ctx: Context) => void,
): void {
  const { sim, table } = daemon;
  const found = findImage(daemon, config.image);
  const image = daemon.images.get(found?.full ?? '');
  const definition = found?.definition;
  if (image === undefined || definition === undefined) {
    return done({ ok: false, error: { code: 'NotFound', message: `image "${config.image}": not found` } }, ctx);
  }
  const span = sim.trace.start('runtime', ctx, { verb: 'create', object: nameOf(sandbox, config.name) });
  const choice = chooseProgram(definition, config);
  sim.clock.after(aboutUs(sim, daemon.times.createMs), ctx.background, () => {
    const id = hexIdentifier(`container ${sandbox.config.podUid} ${config.name} ${config.attempt}`);
    const container: ContainerRecord = {
      id,
      sandboxId: sandbox.id,
      podUid: sandbox.config.podUid,
      name: config.name,
      attempt: config.attempt,
      image: image.name,
      userSpecifiedImage: config.image,
      imageRef: image.ref,
      state: 'created',
      createdAtUs: sim.clock.nowUs,
      startedAtUs: 0,
      finishedAtUs: 0,
      exitCode: 0,
      reason: '',
      message: choice.ok ? '' : missingExecutable(choice.missing),
      program: choice.ok ? choice.program : task(0, 128),
      cause: span,
    };
    table.bySandbox.set(sandbox.id, (table.bySandbox.get(sandbox.id) ?? []).concat(id));
    sim.trace.end(span, { wrote: `container ${config.name} (${id.slice(0, 12)}) from ${image.name}`, code: 0 });
    putContainer(daemon, container, span);
    done({ ok: true, value: container }, span);
  });
}

export function startContainer(
  daemon: Daemon,
  containerId: string,
  ctx: Context,
  done: (reply: CriReply<ContainerRecord>, ctx: Context) => void,
): void {
  const { sim, table } = daemon;
  const created = table.containers.get(containerId);
  const sandbox = table.sandboxes.get(created?.sandboxId ?? '');
  if (created === undefined || sandbox === undefined) return done(noSuchContainer(containerId), ctx);
  const span = sim.trace.start('runtime', ctx, { verb: 'start', object: nameOf(sandbox, created.name) });
  sim.clock.after(aboutUs(sim, daemon.times.startMs), ctx.background, () => {
    const nowUs = sim.clock.nowUs;
    if (created.message !== '') {
      sim.trace.end(span, { decided: created.message, code: 128 });
      putContainer(daemon, { ...created, state: 'exited', finishedAtUs: nowUs, exitCode: 128, reason: 'StartError', cause: span }, span);
      return done({ ok: false, error: { code: 'Unknown', message: created.message } }, span);
    }
    const ownUs = lifetimeUs(created.program);
    const running: ContainerRecord = {
      ...created,
      state: 'running',
      startedAtUs: nowUs,
      cause: span,
      ...(ownUs === undefined ? {} : { endsAtUs: nowUs + ownUs, endsWith: ownEnd(created) }),
    };
    const runs = ownUs === undefined ? 'it runs until it is stopped' : `it runs for ${ownUs / 1e6} s`;
    sim.trace.end(span, { wrote: `process of container ${created.name}: ${runs}`, code: 0 });
    putContainer(daemon, running, span);
    armEnd(daemon, running);
    done({ ok: true, value: running }, span);
  });
}

/** SIGTERM now, SIGKILL after `timeoutMs`; `done` when it has ended. */
export function stopContainer(daemon: Daemon, containerId: string, timeoutMs: number, ctx: Context, done: () => void): void {
  const { sim, table } = daemon;
  const container = table.containers.get(containerId);
  const sandbox = table.sandboxes.get(container?.sandboxId ?? '');
  if (container === undefined || container.state !== 'running' || sandbox === undefined) return done();
  const span = sim.trace.start('runtime', ctx, { verb: 'stop', object: nameOf(sandbox, container.name) });
  const { onTerm } = container.program;
  const obeys = onTerm !== undefined && onTerm.afterMs <= timeoutMs;
  const afterUs = obeys ? aboutUs(sim, onTerm.afterMs) : Math.round(timeoutMs * 1000);
  const exitCode = obeys ? onTerm.exitCode : SIGKILL_EXIT_CODE;
  const asked: ContainerRecord = { ...container, cause: span, ordered: true };
  const endsAtUs = Math.min(sim.clock.nowUs + afterUs + REAP_US, container.endsAtUs ?? Number.MAX_SAFE_INTEGER);
  const ordered: ContainerRecord =
    endsAtUs === container.endsAtUs ? asked : { ...asked, endsAtUs, endsWith: { exitCode, reason: reasonOf(exitCode), message: '' } };
  table.containers.set(containerId, ordered);
  const waiting = daemon.waiting.get(containerId) ?? [];
  waiting.push(() => {
    const how = obeys ? 'It ended on SIGTERM' : `It did not end on SIGTERM, so SIGKILL came after ${timeoutMs / 1000} s`;
    sim.trace.end(span, { decided: how, wrote: `exit code ${table.containers.get(containerId)?.exitCode ?? exitCode}`, code: 0 });
    done();
  });
  daemon.waiting.set(containerId, waiting);
  armEnd(daemon, ordered);
}

export function removeContainer(daemon: Daemon, containerId: string, ctx: Context): void {
  const { table } = daemon;
  const container = table.containers.get(containerId);
  if (container === undefined) return;
  daemon.ends.get(containerId)?.cancel();
  daemon.ends.delete(containerId);
  table.containers.delete(containerId);
  const siblings = table.bySandbox.get(container.sandboxId) ?? [];
  table.bySandbox.set(
    container.sandboxId,
    siblings.filter((id) => id !== containerId),
  );
  emit(daemon, { type: 'container', container, removed: true }, ctx);
}

/** Sets the timer for a container's end, if it has one. */
export function armEnd(daemon: Daemon, container: ContainerRecord): void {
  const { sim } = daemon;
  daemon.ends.get(container.id)?.cancel();
  if (container.endsAtUs === undefined) return;
  const inUs = Math.max(0, container.endsAtUs - sim.clock.nowUs);
  // Only a first run, and one that was stopped, is worth waiting for: a crash loop never comes to rest.
  const background = container.cause.background || (container.ordered !== true && (container.attempt > 0 || inUs > LONG_RUN_US));
  const timer = sim.clock.after(inUs, background, () => endContainer(daemon, container.id));
  daemon.ends.set(container.id, timer);
}

function endContainer(daemon: Daemon, containerId: string): void {
  const { sim, table } = daemon;
  daemon.ends.delete(containerId);
  const container = table.containers.get(containerId);
  if (container === undefined || container.state !== 'running') return;
  const { exitCode, reason, message } = container.endsWith ?? ownEnd(container);
  const finishedAtUs: Micros = Math.min(container.endsAtUs ?? sim.clock.nowUs, sim.clock.nowUs);
  const sandbox = table.sandboxes.get(container.sandboxId);
  const object = sandbox === undefined ? container.name : nameOf(sandbox, container.name);
  const span = sim.trace.start('runtime', container.cause, { verb: 'exit', object });
  const { endsAtUs: _, ...rest } = container;
  const lastWords = container.ordered !== true && container.program.lastWords !== undefined ? `: ${container.program.lastWords}` : '';
  sim.trace.end(span, { saw: `The process of container ${container.name} ended with exit code ${exitCode}${lastWords}`, code: exitCode });
  putContainer(daemon, { ...rest, state: 'exited', finishedAtUs, exitCode, reason, message }, span);
  const waiting = daemon.waiting.get(containerId) ?? [];
  daemon.waiting.delete(containerId);
  for (const act of waiting) act();
}

function ownEnd({ program }: ContainerRecord): { exitCode: number; reason: string; message: string } {
  const { exitCode } = program;
  return { exitCode, reason: reasonOf(exitCode), message: '' };
}

function reasonOf(exitCode: number): string {
  return exitCode === 0 ? 'Completed' : 'Error';
}

function nameOf(sandbox: CriSandbox, container: string): string {
  return `pods/${sandbox.config.namespace}/${sandbox.config.podName}/${container}`;
}

function missingExecutable(name: string): string {
  return (
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
    `unable to start container process: error during container init: exec: "${name}": executable file not found in $PATH`
  );
}

function noSuchContainer(id: string): CriReply<never> {
  return { ok: false, error: { code: 'NotFound', message: `an error occurred when try to find container "${id}": not found` } };
}
