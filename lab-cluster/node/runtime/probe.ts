// What a probe of a container finds, from what its program is doing at this instant.
// Models pkg/kubelet/prober and pkg/probe, whose words the outputs are.
import type { Micros } from '../../sim/sim.ts';
import type { ProbeAction, ProbeResult } from './cri.ts';
import { type ContainerRecord, doingAt, isListening } from './records.ts';

export function probeContainer(container: ContainerRecord, ip: string, action: ProbeAction, nowUs: Micros): ProbeResult {
  switch (action.kind) {
    case 'tcp':
      return isListening(container, action.port, nowUs)
        ? { success: true, output: '' }
        : { success: false, output: `dial tcp ${ip}:${action.port}: connect: connection refused` };
    case 'http':
      return probeHttp(container, ip, action.port, action.path, nowUs);
    case 'exec':
      return probeExec(container, action.command, nowUs);
  }
}

function probeHttp(container: ContainerRecord, ip: string, port: number, path: string, nowUs: Micros): ProbeResult {
  const url = `http://${ip}:${port}${path}`;
  if (!isListening(container, port, nowUs)) {
    return { success: false, output: `Get "${url}": dial tcp ${ip}:${port}: connect: connection refused` };
  }
  return container.program.page === undefined && container.program.ports[0] === 6379
    ? { success: false, output: `Get "${url}": net/http: HTTP/1.x transport connection broken: malformed HTTP response` }
    : { success: true, output: 'HTTP 200' };
}

/** Simplified: commands succeed, but for files that are not there, `false`, and `exit N`. */
function probeExec(container: ContainerRecord, command: readonly string[], nowUs: Micros): ProbeResult {
  const doing = doingAt(container, nowUs);
  if (doing === undefined) return { success: false, output: 'container is not running' };
  const text = command.join(' ');
  const file = /(?:^|\s)(?:cat|ls|test -[ef]|stat|\[ -[ef])\s+(\/tmp\/\S+)/.exec(text)?.[1];
  if (file !== undefined) {
    if (doing.files?.includes(file) === true) return { success: true, output: '' };
    return { success: false, output: `cat: can't open '${file}': No such file or directory` };
  }
  const exitCode = Number(/\bexit\s+(\d+)/.exec(text)?.[1] ?? (/^(?:\/bin\/)?false$/.test(text) ? 1 : 0));
  return { success: exitCode === 0, output: exitCode === 0 ? '' : `command "${text}" exited with code ${exitCode}` };
}
