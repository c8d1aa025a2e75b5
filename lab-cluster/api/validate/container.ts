// Rules for containers: name, image, ports, and what they share. Models pkg/apis/core/validation validateContainers,
// validateInitContainers and validateContainerCommon.
import type { Container, ContainerPort } from '../pods/container.ts';
import { duplicate, forbidden, invalid, notSupported, required } from '../field-errors.ts';
import { dns1123Label, portName, portNumber } from '../names.ts';
import { validateResources } from './container-resources.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { validateDevices, validateMounts } from './mounts.ts';
import type { PodFrame } from './pod-frame.ts';
import { type Errors, follow } from './primitives.ts';
import { validateLifecycle, validateLivenessProbe, validateReadinessProbe } from './probe.ts';
import { validateSecurityContext } from './security.ts';

const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const RESIZABLE = ['cpu', 'memory'];
const RESIZE_POLICIES = ['NotRequired', 'RestartContainer'];

export function validateContainers(errors: Errors, at: string, containers: readonly Container[], frame: PodFrame): void {
  if (containers.length === 0) {
    errors.push(required(at));
    return;
  }
  const names = new Set<string>();
  for (let index = 0; index < containers.length; index++) {
    const container = containers[index] as Container;
    const here = `${at}[${index}]`;
    validateContainer(errors, here, container, frame);
    if (names.has(container.name)) errors.push(duplicate(`${here}.name`, container.name));
    names.add(container.name);
    validateLifeOf(errors, here, container, frame);
  }
  validateHostPorts(errors, at, containers);
}

function validateLifeOf(errors: Errors, at: string, container: Container, { graceSeconds }: PodFrame): void {
  if (container.lifecycle !== undefined) validateLifecycle(errors, `${at}.lifecycle`, container.lifecycle, graceSeconds);
  if (container.livenessProbe !== undefined) validateLivenessProbe(errors, `${at}.livenessProbe`, container.livenessProbe);
  if (container.readinessProbe !== undefined) validateReadinessProbe(errors, `${at}.readinessProbe`, container.readinessProbe);
  if (container.startupProbe !== undefined) validateLivenessProbe(errors, `${at}.startupProbe`, container.startupProbe);
}

export function validateInitContainers(
  errors: Errors,
  at: string,
  inits: readonly Container[],
  regular: readonly Container[],
  frame: PodFrame,
): void {
  const names = new Set(regular.map((container) => container.name));
  for (const [index, container] of inits.entries()) {
    const here = `${at}[${index}]`;
    validateContainer(errors, here, container, frame);
    const sidecar = container.restartPolicy === 'Always';
    if (names.has(container.name)) errors.push(duplicate(`${here}.name`, container.name));
    else if (container.name) names.add(container.name);
    // They run one after the other, so each has its ports to itself; upstream names it as if it were the first.
    validateHostPorts(errors, at, [container]);
    if (sidecar) {
      validateLifeOf(errors, here, container, frame);
      continue;
    }
    for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (container[field] !== undefined) {
        errors.push(forbidden(`${here}.${field}`, 'may not be set for init containers without restartPolicy=Always'));
      }
    }
  }
}

/** What every container must keep, whatever its role. Models validateContainerCommon. */
export function validateContainer(errors: Errors, at: string, container: Container, frame: PodFrame): void {
  const { name = '', image = '', terminationMessagePolicy = '', imagePullPolicy = '' } = container;
  if (name === '') errors.push(required(`${at}.name`));
  else follow(errors, `${at}.name`, name, dns1123Label);
  if (image === '') errors.push(required(`${at}.image`));
  if (terminationMessagePolicy === '') errors.push(required(`${at}.terminationMessagePolicy`));
  else if (!MESSAGE_POLICIES.includes(terminationMessagePolicy)) {
    errors.push(notSupported(`${at}.terminationMessagePolicy`, terminationMessagePolicy, MESSAGE_POLICIES));
  }
  if (container.ports !== undefined) validatePorts(errors, `${at}.ports`, container.ports);
  if (container.env !== undefined) validateEnv(errors, `${at}.env`, container.env);
  if (container.envFrom !== undefined) validateEnvFrom(errors, `${at}.envFrom`, container.envFrom);
  if (container.volumeMounts !== undefined) validateMounts(errors, `${at}.volumeMounts`, container, frame.volumes);
  if (container.volumeDevices !== undefined) validateDevices(errors, `${at}.volumeDevices`, container, frame.volumes);
  if (imagePullPolicy === '') errors.push(required(`${at}.imagePullPolicy`));
  else if (!PULL_POLICIES.includes(imagePullPolicy)) errors.push(notSupported(`${at}.imagePullPolicy`, imagePullPolicy, PULL_POLICIES));
  if (container.resources !== undefined) validateResources(errors, `${at}.resources`, container.resources, frame.claims);
  if (container.resizePolicy !== undefined) validateResizePolicy(errors, `${at}.resizePolicy`, container.resizePolicy, frame);
  if (container.securityContext !== undefined)
    validateSecurityContext(errors, `${at}.securityContext`, container.securityContext, frame.hostUsers);
}

function validatePorts(errors: Errors, at: string, ports: readonly ContainerPort[]): void {
  const names = new Set<string>();
  for (const [index, port] of ports.entries()) {
    const here = `${at}[${index}]`;
    const { name = '', containerPort = 0, hostPort = 0, protocol } = port;
    if (name !== '') {
      const problems = portName(name);
      for (const problem of problems) errors.push(invalid(`${here}.name`, name, problem));
      if (problems.length === 0) {
        if (names.has(name)) errors.push(duplicate(`${here}.name`, name));
        names.add(name);
      }
    }
    if (containerPort === 0) errors.push(required(`${here}.containerPort`));
    else for (const problem of portNumber(containerPort)) errors.push(invalid(`${here}.containerPort`, containerPort, problem));
    if (hostPort !== 0) for (const problem of portNumber(hostPort)) errors.push(invalid(`${here}.hostPort`, hostPort, problem));
    if (protocol === undefined) errors.push(required(`${here}.protocol`));
    else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${here}.protocol`, protocol, PROTOCOLS));
  }
}

/** Two containers cannot have the same port of the node. */
function validateHostPorts(errors: Errors, at: string, containers: readonly Container[]): void {
  const taken = new Set<string>();
  for (const [index, { ports }] of containers.entries()) {
    if (ports === undefined) continue;
    for (const [place, { hostPort, hostIP = '', protocol }] of ports.entries()) {
      if (!hostPort) continue;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(key)) errors.push(duplicate(`${at}[${index}].ports[${place}].hostPort`, key));
      taken.add(key);
    }
  }
}

function validateResizePolicy(
  errors: Errors,
  at: string,
  policies: NonNullable<Container['resizePolicy']>,
  { restartPolicy: ofPod }: PodFrame,
): void {
  const seen = new Set<string>();
  for (const [index, { resourceName = '', restartPolicy = '' }] of policies.entries()) {
    if (seen.has(resourceName)) errors.push(duplicate(`${at}[${index}]`, resourceName));
    seen.add(resourceName);
    if (resourceName === '') errors.push(required(at));
    else if (!RESIZABLE.includes(resourceName)) errors.push(notSupported(at, resourceName, RESIZABLE));
    if (restartPolicy === '') errors.push(required(at));
    else if (!RESIZE_POLICIES.includes(restartPolicy)) errors.push(notSupported(at, restartPolicy, RESIZE_POLICIES));
    if (ofPod === 'Never' && restartPolicy !== 'NotRequired')
      errors.push(invalid(at, restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
  }
}
