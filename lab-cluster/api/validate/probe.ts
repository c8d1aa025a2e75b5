// Rules for probes and lifecycle hooks. Models pkg/apis/core/validation validateProbe and validateHandler.
import type { Container, HTTPGetAction, LifecycleHandler, Probe } from '../pods/container.ts';
import { forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { httpHeaderName, portNumber } from '../names.ts';
import { type Errors, follow, notNegative } from './primitives.ts';
import { validatePortNumberOrName } from './ports.ts';

const SCHEMES = ['HTTP', 'HTTPS'];

/** `graceSeconds`: the pod's, within which a hook must be done with sleeping. */
export function validateLifecycle(
  errors: Errors,
  at: string,
  { postStart, preStop }: NonNullable<Container['lifecycle']>,
  graceSeconds: number | undefined,
): void {
  if (postStart !== undefined) validateHandler(errors, `${at}.postStart`, postStart, graceSeconds);
  if (preStop !== undefined) validateHandler(errors, `${at}.preStop`, preStop, graceSeconds);
}

/** Also for startup probes: one success is all they wait for. */
export function validateLivenessProbe(errors: Errors, at: string, probe: Probe): void {
  validateProbe(errors, at, probe);
  if (probe.successThreshold !== 1) errors.push(invalid(`${at}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'));
}

export function validateReadinessProbe(errors: Errors, at: string, probe: Probe): void {
  validateProbe(errors, at, probe);
  const { terminationGracePeriodSeconds: grace } = probe;
  if (grace !== undefined) errors.push(invalid(`${at}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'));
}

function validateProbe(errors: Errors, at: string, probe: Probe): void {
  validateHandler(errors, at, probe, undefined);
  notNegative(errors, `${at}.initialDelaySeconds`, probe.initialDelaySeconds);
  notNegative(errors, `${at}.timeoutSeconds`, probe.timeoutSeconds);
  notNegative(errors, `${at}.periodSeconds`, probe.periodSeconds);
  notNegative(errors, `${at}.successThreshold`, probe.successThreshold);
  notNegative(errors, `${at}.failureThreshold`, probe.failureThreshold);
  const { terminationGracePeriodSeconds: grace } = probe;
  if (grace !== undefined && grace <= 0) errors.push(invalid(`${at}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
}

function validateHandler(
  errors: Errors,
  at: string,
  handler: LifecycleHandler & Pick<Probe, 'grpc'>,
  graceSeconds: number | undefined,
): void {
  let handlers = 0;
  const isFirst = (name: string) => {
    if (++handlers > 1) errors.push(forbidden(`${at}.${name}`, 'may not specify more than 1 handler type'));
    return handlers === 1;
  };
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  if (exec !== undefined && isFirst('exec') && (exec.command ?? []).length === 0) errors.push(required(`${at}.exec.command`));
  if (httpGet !== undefined && isFirst('httpGet')) validateHttpGet(errors, `${at}.httpGet`, httpGet);
  if (tcpSocket !== undefined && isFirst('tcpSocket')) validatePortNumberOrName(errors, `${at}.tcpSocket.port`, tcpSocket.port ?? 0);
  if (grpc !== undefined && isFirst('grpc')) {
    for (const problem of portNumber(grpc.port ?? 0)) errors.push(invalid(`${at}.grpc.port`, grpc.port ?? 0, problem));
  }
  if (sleep !== undefined && isFirst('sleep') && graceSeconds !== undefined) {
    const seconds = sleep.seconds ?? 0;
    const rule = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
    if (seconds < 0 || seconds > graceSeconds) errors.push(invalid(`${at}.sleep`, seconds, rule));
  }
  if (handlers === 0) errors.push(required(at, 'must specify a handler type'));
}

function validateHttpGet(errors: Errors, at: string, { path = '', port = 0, scheme, httpHeaders = [] }: HTTPGetAction): void {
  if (path === '') errors.push(required(`${at}.path`));
  validatePortNumberOrName(errors, `${at}.port`, port);
  if (!SCHEMES.includes(scheme ?? '')) errors.push(notSupported(`${at}.scheme`, scheme ?? '', SCHEMES));
  for (const { name = '' } of httpHeaders) follow(errors, `${at}.httpHeaders`, name, httpHeaderName);
}
