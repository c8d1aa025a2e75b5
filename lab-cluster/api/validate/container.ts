// Rules for containers: name, image, ports, mounts, and what they share. Models pkg/apis/core/validation validateContainers.
import type { Container, ContainerPort, VolumeMount } from '../container.ts';
import { duplicate, forbidden, invalid, notFound, notSupported, required } from '../field-errors.ts';
import { dns1123Label, portName, portNumber } from '../names.ts';
import { validateResources } from './container-resources.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { type Errors, follow } from './primitives.ts';
import { validateLifecycle, validateLivenessProbe, validateReadinessProbe } from './probe.ts';
import { validateSecurityContext } from './security.ts';
import { validateDescendingPath } from './volumes.ts';

const MESSAGE_POLICIES = ['File', 'FallbackToLogsOnError'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];

export function validateContainers(errors: Errors, at: string, containers: readonly Container[], volumes: ReadonlySet<string>): void {
  if (containers.length === 0) {
    errors.push(required(at));
    return;
  }
  const names = new Set<string>();
  for (let index = 0; index < containers.length; index++) {
    const container = containers[index] as Container;
    const here = `${at}[${index}]`;
    validateContainer(errors, here, container, volumes);
    if (names.has(container.name)) errors.push(duplicate(`${here}.name`, container.name));
    names.add(container.name);
    if (container.lifecycle !== undefined) validateLifecycle(errors, `${here}.lifecycle`, container.lifecycle);
    if (container.livenessProbe !== undefined) validateLivenessProbe(errors, `${here}.livenessProbe`, container.livenessProbe);
    if (container.readinessProbe !== undefined) validateReadinessProbe(errors, `${here}.readinessProbe`, container.readinessProbe);
    if (container.startupProbe !== undefined) validateLivenessProbe(errors, `${here}.startupProbe`, container.startupProbe);
  }
  validateHostPorts(errors, at, containers);
}

export function validateInitContainers(
  errors: Errors,
  at: string,
  inits: readonly Container[],
  regular: readonly Container[],
  volumes: ReadonlySet<string>,
): void {
  const names = new Set(regular.map((container) => container.name));
  for (const [index, container] of inits.entries()) {
    const here = `${at}[${index}]`;
    validateContainer(errors, here, container, volumes);
    if (names.has(container.name)) errors.push(duplicate(`${here}.name`, container.name));
    else if (container.name) names.add(container.name);
    const sidecar = container.restartPolicy === 'Always';
    if (!sidecar && container.restartPolicy !== undefined) {
      errors.push(notSupported(`${here}.restartPolicy`, container.restartPolicy, ['Always']));
    }
    if (sidecar) {
      if (container.lifecycle !== undefined) validateLifecycle(errors, `${here}.lifecycle`, container.lifecycle);
      if (container.livenessProbe !== undefined) validateLivenessProbe(errors, `${here}.livenessProbe`, container.livenessProbe);
      if (container.readinessProbe !== undefined) validateReadinessProbe(errors, `${here}.readinessProbe`, container.readinessProbe);
      if (container.startupProbe !== undefined) validateLivenessProbe(errors, `${here}.startupProbe`, container.startupProbe);
      continue;
    }
    for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
      if (container[field] !== undefined) {
        errors.push(forbidden(`${here}.${field}`, 'may not be set for init containers without restartPolicy=Always'));
      }
    }
  }
  validateHostPorts(errors, at, inits);
}

/** What every container must keep, whatever its role. Models validateContainerCommon. */
function validateContainer(errors: Errors, at: string, container: Container, volumes: ReadonlySet<string>): void {
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
  if (container.volumeMounts !== undefined) validateMounts(errors, `${at}.volumeMounts`, container.volumeMounts, volumes);
  if (imagePullPolicy === '') errors.push(required(`${at}.imagePullPolicy`));
  else if (!PULL_POLICIES.includes(imagePullPolicy)) errors.push(notSupported(`${at}.imagePullPolicy`, imagePullPolicy, PULL_POLICIES));
  if (container.resources !== undefined) validateResources(errors, `${at}.resources`, container.resources);
  validateSecurityContext(errors, `${at}.securityContext`, container.securityContext);
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

function validateMounts(errors: Errors, at: string, mounts: readonly VolumeMount[], volumes: ReadonlySet<string>): void {
  const paths = new Set<string>();
  for (let index = 0; index < mounts.length; index++) {
    const mount = mounts[index] as VolumeMount;
    const { name = '', mountPath = '', subPath = '', subPathExpr = '', mountPropagation } = mount;
    const here = `${at}[${index}]`;
    if (name === '') errors.push(required(`${here}.name`));
    if (!volumes.has(name)) errors.push(notFound(`${here}.name`, name));
    if (mountPath === '') errors.push(required(`${here}.mountPath`));
    if (paths.has(mountPath)) errors.push(invalid(`${here}.mountPath`, mountPath, 'must be unique'));
    paths.add(mountPath);
    if (subPath !== '') validateDescendingPath(errors, `${here}.subPath`, subPath);
    if (subPathExpr !== '') {
      if (subPath !== '') errors.push(invalid(`${here}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
      validateDescendingPath(errors, `${here}.subPathExpr`, subPathExpr);
    }
    if (mountPropagation !== undefined && !PROPAGATIONS.includes(mountPropagation)) {
      errors.push(notSupported(`${here}.mountPropagation`, mountPropagation, PROPAGATIONS));
    }
  }
}
