// Rules for where a container sees its volumes: as directories, or as devices.
// Models pkg/apis/core/validation ValidateVolumeMounts and ValidateVolumeDevices, whose paths lack an index here and there.
import type { Container, VolumeMount } from '../pods/container.ts';
import { forbidden, invalid, notFound, notSupported, required } from '../field-errors.ts';
import type { Errors } from './primitives.ts';
import { hasBackstep, validateDescendingPath } from './source.ts';
import type { Volumes } from './volumes.ts';

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

export function validateMounts(errors: Errors, at: string, container: Container, volumes: Volumes): void {
  const { volumeMounts: mounts = [], volumeDevices: devices = [] } = container;
  const paths = new Set<string>();
  const deviceNames = new Set(devices.map(({ name }) => name));
  const devicePaths = new Set(devices.map(({ devicePath }) => devicePath));
  for (let index = 0; index < mounts.length; index++) {
    const mount = mounts[index] as VolumeMount;
    const { name = '', mountPath = '', subPath = '', subPathExpr = '' } = mount;
    const here = `${at}[${index}]`;
    if (name === '') errors.push(required(`${here}.name`));
    if (!volumes.has(name)) errors.push(notFound(`${here}.name`, name));
    if (mountPath === '') errors.push(required(`${here}.mountPath`));
    if (paths.has(mountPath)) errors.push(invalid(`${here}.mountPath`, mountPath, 'must be unique'));
    paths.add(mountPath);
    if (deviceNames.has(name)) errors.push(invalid(`${here}.name`, name, 'must not already exist in volumeDevices'));
    if (devicePaths.has(mountPath))
      errors.push(invalid(`${here}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'));
    if (subPath !== '') validateDescendingPath(errors, `${at}.subPath`, subPath);
    if (subPathExpr !== '') {
      if (subPath !== '') errors.push(invalid(`${here}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
      validateDescendingPath(errors, `${at}.subPathExpr`, subPathExpr);
    }
    if (mount.mountPropagation !== undefined) validatePropagation(errors, `${at}.mountPropagation`, mount.mountPropagation, container);
    if (mount.recursiveReadOnly !== undefined) validateRecursive(errors, `${at}.recursiveReadOnly`, mount);
  }
}

function validatePropagation(errors: Errors, at: string, propagation: string, { securityContext }: Container): void {
  if (!PROPAGATIONS.includes(propagation)) errors.push(notSupported(at, propagation, PROPAGATIONS));
  if (propagation === 'Bidirectional' && securityContext?.privileged !== true)
    errors.push(forbidden(at, 'Bidirectional mount propagation is available only to privileged containers'));
}

function validateRecursive(errors: Errors, at: string, { recursiveReadOnly: mode, readOnly, mountPropagation }: VolumeMount): void {
  if (mode === 'Disabled') return;
  if (mode === 'Enabled' || mode === 'IfPossible') {
    if (readOnly !== true) errors.push(forbidden(at, 'may only be specified when readOnly is true'));
    if (mountPropagation !== undefined && mountPropagation !== 'None')
      errors.push(forbidden(at, 'may only be specified when mountPropagation is None or not specified'));
  } else errors.push(notSupported(at, mode, RECURSIVE));
}

export function validateDevices(errors: Errors, at: string, container: Container, volumes: Volumes): void {
  const { volumeMounts: mounts = [], volumeDevices: devices = [] } = container;
  const names = new Set<string>();
  const paths = new Set<string>();
  const mountNames = new Set(mounts.map((mount) => mount.name));
  const mountPaths = new Set(mounts.map((mount) => mount.mountPath));
  for (const [index, { name = '', devicePath = '' }] of devices.entries()) {
    const here = `${at}[${index}]`;
    const volume = volumes.get(name);
    if (name === '') errors.push(required(`${here}.name`));
    if (names.has(name)) errors.push(invalid(`${here}.name`, name, 'must be unique'));
    if (volume === undefined) errors.push(notFound(`${here}.name`, name));
    else if (volume.persistentVolumeClaim === undefined && volume['ephemeral'] === undefined) {
      const rule = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
      errors.push(invalid(`${here}.name`, name, rule));
    }
    if (devicePath === '') errors.push(required(`${here}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalid(`${here}.devicePath`, devicePath, 'must be unique'));
    if (hasBackstep(devicePath)) errors.push(invalid(`${here}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    else paths.add(devicePath);
    if (mountNames.has(name)) errors.push(invalid(`${here}.name`, name, 'must not already exist in volumeMounts'));
    if (mountPaths.has(devicePath))
      errors.push(invalid(`${here}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'));
    if (name !== '') names.add(name);
  }
}
