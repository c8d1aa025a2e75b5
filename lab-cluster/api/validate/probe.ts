// Rules for probes and lifecycle hooks. Models pkg/apis/core/validation validateProbe and validateHandler.
import type { Container, LifecycleHandler, Probe } from '../container.ts';
import { forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { portNumber } from '../names.ts';
import { type Errors, notNegative } from './primitives.ts';
import { validatePortNumberOrName } from './service.ts';

const SCHEMES = ['HTTP', 'HTTPS'];
const HEADER_NAME = /^[-A-Za-z0-9]+$/;

export function validateLifecycle(errors: Errors, at: string, { postStart, preStop }: NonNullable<Container['lifecycle']>): void {
  if (postStart !== undefined) validateHandler(errors, `${at}.postStart`, postStart);
  if (preStop !== undefined) validateHandler(errors, `${at}.preStop`, preStop);
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
  validateHandler(errors, at, probe);
  notNegative(errors, `${at}.initialDelaySeconds`, probe.initialDelaySeconds);
  notNegative(errors, `${at}.timeoutSeconds`, probe.timeoutSeconds);
  notNegative(errors, `${at}.periodSeconds`, probe.periodSeconds);
  notNegative(errors, `${at}.successThreshold`, probe.successThreshold);
  notNegative(errors, `${at}.failureThreshold`, probe.failureThreshold);
  const { terminationGracePeriodSeconds: grace } = probe;
  if (grace !== undefined && grace <= 0) errors.push(invalid(`${at}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
}

function validateHandler(errors: Errors, at: string, handler: LifecycleHandler & Pick<Probe, 'grpc'>): void {
  let handlers = 0;
  const isFirst = (name: string) => {
    if (++handlers > 1) errors.push(forbidden(`${at}.${name}`, 'may not specify more than 1 handler type'));
    return handlers === 1;
  };
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  if (exec !== undefined && isFirst('exec') && (exec.command ?? []).length === 0) errors.push(required(`${at}.exec.command`));
  if (httpGet !== undefined && isFirst('httpGet')) {
    if (!httpGet.path) errors.push(required(`${at}.httpGet.path`));
    validatePortNumberOrName(errors, `${at}.httpGet.port`, httpGet.port ?? 0);
    if (!SCHEMES.includes(httpGet.scheme ?? '')) errors.push(notSupported(`${at}.httpGet.scheme`, httpGet.scheme, SCHEMES));
    for (const [index, { name }] of (httpGet.httpHeaders ?? []).entries()) {
      if (!HEADER_NAME.test(name ?? '')) {
        const rule =
          "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";
        errors.push(invalid(`${at}.httpGet.httpHeaders[${index}].name`, name ?? '', rule));
      }
    }
  }
  if (tcpSocket !== undefined && isFirst('tcpSocket')) validatePortNumberOrName(errors, `${at}.tcpSocket.port`, tcpSocket.port ?? 0);
  if (grpc !== undefined && isFirst('grpc')) {
    for (const problem of portNumber(grpc.port ?? 0)) errors.push(invalid(`${at}.grpc.port`, grpc.port ?? 0, problem));
  }
  if (sleep !== undefined) isFirst('sleep');
  if (handlers === 0) errors.push(required(at, 'must specify a handler type'));
}
