// Pod sandboxes: a network namespace with an address, made before a pod's containers and gone after them.
// Models containerd's internal/cri/server sandbox_run.go, sandbox_stop.go and sandbox_remove.go.
import type { Context } from '../../sim/sim.ts';
import { removeContainer, stopContainer } from './container-service.ts';
import type { CriReply, CriSandbox, SandboxConfig } from './cri.ts';
import { aboutUs, type Daemon, emit, podKeyOf } from './daemon.ts';
import { hexIdentifier } from './identifier.ts';
import { containersOf } from './records.ts';

export function runSandbox(
  daemon: Daemon,
  config: SandboxConfig,
  ctx: Context,
  done: (reply: CriReply<CriSandbox>, ctx: Context) => void,
): void {
  const { sim, table } = daemon;
  const span = sim.trace.start('runtime', ctx, { verb: 'sandbox', object: `pods/${config.namespace}/${config.podName}` });
  sim.clock.after(aboutUs(sim, daemon.times.sandboxMs), ctx.background, () => {
    const id = hexIdentifier(`sandbox ${config.podUid} ${config.attempt}`);
    const network = config.hostNetwork
      ? { ok: true as const, address: sim.machine.address }
      : daemon.cni.tryAdd(sim.machine, `${config.namespace}/${config.podName}/${config.podUid}`);
    if (!network.ok) {
      const message = `failed to setup network for sandbox "${id}": ${network.message}`;
      sim.trace.end(span, { decided: message, code: 1 });
      return done({ ok: false, error: { code: 'Unknown', message } }, span);
    }
    const sandbox: CriSandbox = { id, config, ip: network.address, state: 'ready', createdAtUs: sim.clock.nowUs };
    table.sandboxes.set(id, sandbox);
    table.bySandbox.set(id, []);
    if (!config.hostNetwork) table.byAddress.set(sandbox.ip, id);
    sim.trace.end(span, {
      decided: config.hostNetwork ? 'The pod uses the network of its node' : `The network plugin gave it the address ${sandbox.ip}`,
      wrote: `pod sandbox ${id.slice(0, 12)}`,
      code: 0,
    });
    emit(daemon, { type: 'sandbox', sandbox, removed: false }, span);
    done({ ok: true, value: sandbox }, span);
  });
}

/** Stops what still runs in it, then takes its network away. Stopping a stopped one does nothing. */
export function stopSandbox(daemon: Daemon, sandboxId: string, ctx: Context, done: () => void): void {
  const { table } = daemon;
  const sandbox = table.sandboxes.get(sandboxId);
  if (sandbox === undefined || sandbox.state === 'notready') return done();
  const running = containersOf(table, sandboxId).filter((container) => container.state === 'running');
  let left = running.length;
  const finish = (): void => {
    if (table.sandboxes.get(sandboxId)?.state !== 'ready') return done();
    if (!sandbox.config.hostNetwork) {
      table.byAddress.delete(sandbox.ip);
      daemon.cni.remove(daemon.sim.machine, podKeyOf(sandbox));
    }
    const stopped: CriSandbox = { ...sandbox, state: 'notready' };
    table.sandboxes.set(sandboxId, stopped);
    emit(daemon, { type: 'sandbox', sandbox: stopped, removed: false }, ctx);
    done();
  };
  if (left === 0) return finish();
  for (const container of running) {
    stopContainer(daemon, container.id, 0, ctx, () => {
      left -= 1;
      if (left === 0) finish();
    });
  }
}

export function removeSandbox(daemon: Daemon, sandboxId: string, ctx: Context, done: () => void): void {
  stopSandbox(daemon, sandboxId, ctx, () => {
    const { table } = daemon;
    const sandbox = table.sandboxes.get(sandboxId);
    if (sandbox === undefined) return done();
    for (const container of containersOf(table, sandboxId)) removeContainer(daemon, container.id, ctx);
    table.sandboxes.delete(sandboxId);
    table.bySandbox.delete(sandboxId);
    emit(daemon, { type: 'sandbox', sandbox, removed: true }, ctx);
    done();
  });
}
