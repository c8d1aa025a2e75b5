// Every subresource, one line each. Adding one is one file here, one line, and its name in the kinds that have it.
import { approval } from './approval.ts';
import { binding } from './binding.ts';
import { eviction } from './eviction.ts';
import { ephemeralContainers } from './ephemeral-containers.ts';
import { finalize } from './finalize.ts';
import { log } from './log.ts';
import { resize } from './resize.ts';
import { scale } from './scale.ts';
import { status } from './status.ts';
import type { Subresource } from './subresource.ts';
import { token } from './token.ts';

const subresources: readonly Subresource[] = [
  approval,
  binding,
  ephemeralContainers,
  eviction,
  finalize,
  log,
  resize,
  scale,
  status,
  token,
];

const byName = new Map(subresources.map((subresource) => [subresource.name, subresource]));

export function subresourceOf(name: string): Subresource | undefined {
  return byName.get(name);
}
