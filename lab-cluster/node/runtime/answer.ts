// What a pod's address answers on a port: asked by the packet walk and by probes. It reads the machine's kernel alone.
import type { Machine } from '../../sim/machine.ts';
import type { Micros } from '../../sim/sim.ts';
import { containersOf, containerTable, isListening } from './records.ts';

export type PortAnswer =
  /** The port is open; `page` is the body of an HTTP answer, absent where the program speaks another protocol. */
  | { readonly kind: 'open'; readonly container: string; readonly pod: string; readonly page?: string }
  /** A pod has the address, but nobody listens on the port. */
  | { readonly kind: 'closed'; readonly pod: string }
  /** No pod of this machine has the address. */
  | { readonly kind: 'nobody' };

export interface PortQuestion {
  readonly ip: string;
  readonly port: number;
  readonly path: string;
  /** Address the request seems to come from. */
  readonly client: string;
}

export function answerOf(machine: Machine, question: PortQuestion, nowUs: Micros): PortAnswer {
  const table = containerTable(machine);
  const sandbox = table.sandboxes.get(table.byAddress.get(question.ip) ?? '');
  if (sandbox === undefined) return { kind: 'nobody' };
  const pod = `${sandbox.config.namespace}/${sandbox.config.podName}`;
  const container = containersOf(table, sandbox.id).find((each) => isListening(each, question.port, nowUs));
  if (container === undefined) return { kind: 'closed', pod };
  const { page } = container.program;
  if (page === undefined) return { kind: 'open', container: container.name, pod };
  const values: Readonly<Record<string, string>> = {
    pod: sandbox.config.podName,
    path: question.path,
    ip: question.ip,
    client: question.client,
  };
  return { kind: 'open', container: container.name, pod, page: page.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all) };
}
