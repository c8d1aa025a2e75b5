// Rules for what storage drivers say of themselves. Models pkg/apis/storage/validation/validation.go, its CSI part.
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { duplicate, invalid, notSupported, required } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import type { CSIDriver } from '../kinds/csi-driver.ts';
import type { CSINode, CSINodeDriver } from '../kinds/csi-node.ts';
import type { CSIStorageCapacity } from '../kinds/csi-storage-capacity.ts';
import { dns1123Subdomain, qualifiedName } from '../names.ts';
import { milliValue } from '../quantity.ts';
import { type Errors, IMMUTABLE, NOT_NEGATIVE, follow, immutable, validateSelector } from './primitives.ts';
import { utf8Length } from '../utf8.ts';
import { validateDriverName } from './volume-sources.ts';

const GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const LIFECYCLE_MODES = ['Persistent', 'Ephemeral'];
const MIN_TOKEN_SECONDS = 600;
const MAX_TOKEN_SECONDS = 2 ** 32;
const MAX_NODE_ID = 256;

export function validateCsiDriver({ spec }: CSIDriver): readonly FieldError[] {
  const errors: Errors = [];
  if (spec.attachRequired === undefined) errors.push(required('spec.attachedRequired'));
  if (spec.podInfoOnMount === undefined) errors.push(required('spec.podInfoOnMount'));
  if (spec.storageCapacity === undefined) errors.push(required('spec.storageCapacity'));
  const policy = spec.fsGroupPolicy;
  if (policy !== undefined && !GROUP_POLICIES.includes(policy)) errors.push(notSupported('spec.fsGroupPolicy', policy, GROUP_POLICIES));
  validateTokenRequests(errors, spec.tokenRequests ?? []);
  for (const mode of spec.volumeLifecycleModes ?? [])
    if (!LIFECYCLE_MODES.includes(mode)) errors.push(notSupported('spec.volumeLifecycleModes', mode, LIFECYCLE_MODES));
  if (spec.seLinuxMount === undefined) errors.push(required('spec.seLinuxMount'));
  return errors;
}

function validateTokenRequests(errors: Errors, requests: NonNullable<CSIDriver['spec']['tokenRequests']>): void {
  const audiences = new Set<string>();
  for (const [index, { audience = '', expirationSeconds: seconds }] of requests.entries()) {
    const at = `spec.tokenRequests[${index}]`;
    if (audiences.has(audience)) {
      errors.push(duplicate(`${at}.audience`, audience));
      continue;
    }
    audiences.add(audience);
    if (seconds === undefined) continue;
    if (seconds < MIN_TOKEN_SECONDS)
      errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes'));
    if (seconds > MAX_TOKEN_SECONDS)
      errors.push(invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
}

export function validateCsiDriverUpdate(next: CSIDriver, previous: CSIDriver): readonly FieldError[] {
  const errors: Errors = [...validateCsiDriver(next)];
  immutable(errors, 'spec.attachedRequired', next.spec.attachRequired, previous.spec.attachRequired);
  immutable(errors, 'spec.volumeLifecycleModes', next.spec.volumeLifecycleModes, previous.spec.volumeLifecycleModes);
  return errors;
}

export function validateCsiNode({ spec }: CSINode): readonly FieldError[] {
  const errors: Errors = [];
  const names = new Set<string>();
  for (const [index, driver] of (spec?.drivers ?? []).entries()) validateNodeDriver(errors, `spec.drivers[${index}]`, driver, names);
  return errors;
}

function validateNodeDriver(errors: Errors, at: string, driver: CSINodeDriver, names: Set<string>): void {
  const { name = '', nodeID = '', allocatable } = driver;
  validateDriverName(errors, `${at}.name`, name);
  if (nodeID === '') errors.push(required(`${at}.nodeID`));
  if (utf8Length(nodeID) > MAX_NODE_ID) errors.push(invalid(`${at}.nodeID`, nodeID, `must be ${MAX_NODE_ID} characters or less`));
  if (allocatable?.count !== undefined && allocatable.count < 0)
    errors.push(invalid(`${at}.allocatable.count`, allocatable.count, NOT_NEGATIVE));
  if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
  names.add(name);
  const keys = new Set<string>();
  for (const key of driver.topologyKeys ?? []) {
    if (key === '') errors.push(required(at));
    if (keys.has(key)) errors.push(duplicate(at, key));
    keys.add(key);
    follow(errors, at, key, qualifiedName);
  }
}

export function validateCsiNodeUpdate(next: CSINode, previous: CSINode): readonly FieldError[] {
  const errors: Errors = [...validateCsiNode(next)];
  for (const before of previous.spec?.drivers ?? []) {
    const after = next.spec?.drivers?.find(({ name }) => name === before.name);
    if (after !== undefined && !deepEqual(after, before))
      errors.push(invalid('spec.drivers', internalForm('CSINodeDriver', after), IMMUTABLE));
  }
  return errors;
}

export function validateStorageCapacity({ storageClassName = '', nodeTopology, capacity }: CSIStorageCapacity): readonly FieldError[] {
  const errors: Errors = [];
  if (nodeTopology !== undefined) validateSelector(errors, 'nodeTopology', nodeTopology);
  follow(errors, 'storageClassName', storageClassName, dns1123Subdomain);
  if (capacity !== undefined && milliValue(capacity) < 0) errors.push(invalid('capacity', capacity, NOT_NEGATIVE));
  return errors;
}

export function validateStorageCapacityUpdate(next: CSIStorageCapacity, previous: CSIStorageCapacity): readonly FieldError[] {
  const errors: Errors = [];
  immutable(errors, 'nodeTopology', next.nodeTopology, previous.nodeTopology);
  immutable(errors, 'storageClassName', next.storageClassName, previous.storageClassName);
  return errors;
}
