// What the volumes of a pod may say but should not: drivers that are gone, and files that would lie over one another.
// Models pkg/api/pod/warnings.go warningsForOverlappingVirtualPaths and what stands before it.
import { append } from '../append.ts';
import { warningsOfClaimSpec } from './claim-warnings.ts';
import { goQuote } from '../field-errors.ts';
import type { PersistentVolumeClaimSpec } from '../kinds/persistent-volume-claim.ts';
import type { DownwardAPIItem, KeyToPath, Volume, VolumeProjection } from '../pods/volume.ts';

/** By the field that names the driver: what is said of it, in the order it is looked for. */
const OLD_DRIVERS: readonly (readonly [string, string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

interface PlacedFile {
  readonly path: string;
  /** Whose file it is, where a volume has many sources. */
  readonly source: string;
}

/** Simplified: files are compared with the first of a volume alone, and no more overlaps are told than an answer has room for. */
const MOST_COMPARED = 500;
const MOST_TOLD = 500;

/** `at`: the path of the list, for example `spec.volumes`. */
export function warningsOfVolumes(at: string, volumes: readonly Volume[]): readonly string[] {
  const warnings: string[] = [];
  for (const [index, volume] of volumes.entries()) {
    for (const [field, story] of OLD_DRIVERS) {
      // Upstream's own spelling of one of them.
      if (volume[field] !== undefined) warnings.push(`${at}[${index}].${field === 'storageos' ? 'storageOS' : field}: ${story}`);
    }
    const claim = (volume['ephemeral'] as { readonly volumeClaimTemplate?: { readonly spec?: PersistentVolumeClaimSpec } } | undefined)
      ?.volumeClaimTemplate?.spec;
    if (claim !== undefined) warnings.push(...warningsOfClaimSpec(`${at}[${index}].ephemeral.volumeClaimTemplate.spec`, claim));
  }
  for (const volume of volumes) append(warnings, overlapsIn(volume));
  return warnings;
}

function overlapsIn({ name, configMap, secret, downwardAPI, projected }: Volume): readonly string[] {
  const told = (what: string, overlaps: readonly string[]): readonly string[] =>
    overlaps.map((overlap) => `volume ${goQuote(name)} (${what}): overlapping paths: ${overlap}`);
  const warnings: string[] = [];
  if (configMap?.items !== undefined) {
    append(warnings, told(`ConfigMap ${goQuote(configMap.name ?? '')}`, overlapsOf([], filesOf(configMap.items, ''))));
  }
  if (secret?.items !== undefined) {
    append(warnings, told(`Secret ${goQuote(secret.secretName ?? '')}`, overlapsOf([], filesOf(secret.items, ''))));
  }
  if (downwardAPI?.items !== undefined) append(warnings, told('DownwardAPI', overlapsOf([], filesOf(downwardAPI.items, ''))));
  if (projected === undefined) return warnings;
  const all: PlacedFile[] = [];
  // A source that lists no files is taken for the one before it, upstream too.
  let files: readonly PlacedFile[] = [];
  for (const source of projected.sources ?? []) {
    if (Object.keys(source).length === 0) {
      warnings.push(`volume ${goQuote(name)} (Projected) has no sources provided`);
      continue;
    }
    files = filesOfSource(source) ?? files;
    append(warnings, told('Projected', overlapsOf(all, files)));
  }
  return warnings;
}

function filesOfSource({ configMap, secret, downwardAPI, serviceAccountToken }: VolumeProjection): readonly PlacedFile[] | undefined {
  if (configMap?.items !== undefined) return filesOf(configMap.items, `ConfigMap ${goQuote(configMap.name ?? '')}`);
  if (secret?.items !== undefined) return filesOf(secret.items, `Secret ${goQuote(secret.name ?? '')}`);
  if (downwardAPI?.items !== undefined) return filesOf(downwardAPI.items, 'DownwardAPI');
  return serviceAccountToken === undefined ? undefined : filesOf([serviceAccountToken], 'ServiceAccountToken');
}

function filesOf(items: readonly Pick<KeyToPath | DownwardAPIItem, 'path'>[], source: string): readonly PlacedFile[] {
  return items.map(({ path }) => ({ path: withoutSlashes(path), source }));
}

/** `placed` are the files that are there; the new ones join them. */
function overlapsOf(placed: PlacedFile[], files: readonly PlacedFile[]): readonly string[] {
  const overlaps: string[] = [];
  for (const file of files) {
    if (overlaps.length >= MOST_TOLD) break;
    for (const other of placed) {
      if (file.path === '' || other.path === '') continue;
      if (isWithin(file.path, other.path) || isWithin(other.path, file.path)) overlaps.push(`${printed(file)} with ${printed(other)}`);
    }
    if (placed.length < MOST_COMPARED) placed.push(file);
  }
  return overlaps;
}

function withoutSlashes(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end);
}

function isWithin(path: string, folder: string): boolean {
  return `${path}/`.startsWith(`${folder}/`);
}

function printed({ path, source }: PlacedFile): string {
  return source === '' ? goQuote(path) : `${goQuote(path)} (${source})`;
}
