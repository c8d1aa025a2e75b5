// Which addresses a Service takes when it is written. Models pkg/registry/core/service/storage/alloc.go allocClusterIPs and
// updateClusterIPs. What it loses is free once it is stored without it.
import { internalError, invalidStatus } from '../../api/errors.ts';
import { invalid } from '../../api/field-errors.ts';
import type { Service } from '../../api/kinds/service.ts';
import { services } from '../../api/kinds/service.ts';
import { HEADLESS, needsAddress } from '../../api/service-facts.ts';
import type { Status } from '../../api/status.ts';
import { writable } from '../../api/writable.ts';
import type { Allocation } from './allocator.ts';

/** Writes into `next`, which must be private and of known families. The Status says why it cannot have them. */
export function takeClusterIps(next: Service, previous: Service | undefined, taken: Allocation): Status | undefined {
  if (!needsAddress(next.spec)) return undefined;
  // A Service keeps its addresses for as long as its type needs any; the lab has one family, so none is added later.
  const hasThem = previous !== undefined && needsAddress(previous.spec);
  if (hasThem || next.spec.clusterIPs?.[0] === HEADLESS) return undefined;
  const draft = writable(next.spec);
  const addresses = [...(draft.clusterIPs ?? [])];
  draft.clusterIPs = addresses;
  for (const index of (draft.ipFamilies ?? []).keys()) {
    const asked = addresses[index] ?? '';
    addresses[index] = asked;
    const why = asked === '' ? undefined : taken.takeIp(asked);
    const { name } = next.metadata;
    if (why !== undefined)
      return invalidStatus(services, name, [invalid('spec.clusterIPs', addresses, `failed to allocate IP ${asked}: ${why}`)]);
    const address = asked === '' ? taken.drawIp() : asked;
    if (address === undefined) return internalError(`failed to allocate a serviceIP for Service ${JSON.stringify(name)}: range is full`);
    addresses[index] = address;
  }
  const [first] = addresses;
  if (first !== undefined) draft.clusterIP = first;
  return undefined;
}
