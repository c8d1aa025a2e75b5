// Images: looked up in the catalogue that stands for all registries, fetched at the speed of the node's line, kept on disk.
// Models containerd's internal/cri/server/images.
import type { Context } from '../../sim/sim.ts';
import type { CriImage, CriReply } from './cri.ts';
import { aboutUs, type Daemon } from './daemon.ts';
import { hexIdentifier } from './identifier.ts';
import type { ImageDefinition } from './image-definition.ts';
import { type ImageReference, parseImageReference } from './image-reference.ts';

/** The registries, and the names already looked up in them. */
export type Registries = Pick<Daemon, 'catalogue' | 'found'>;

const REMEMBERED_NAMES = 1000;

export interface FoundImage extends ImageReference {
  /** Absent when no registry has the repository. */
  readonly definition?: ImageDefinition;
}

/** Undefined when the name cannot be an image's. */
export function findImage(daemon: Registries, name: string): FoundImage | undefined {
  if (daemon.found.has(name)) return daemon.found.get(name);
  const found = lookUp(daemon, name);
  if (daemon.found.size < REMEMBERED_NAMES) daemon.found.set(name, found);
  return found;
}

function lookUp(daemon: Registries, name: string): FoundImage | undefined {
  const reference = parseImageReference(name);
  if (reference === undefined) return undefined;
  const { repository } = reference;
  const definition = daemon.catalogue.find((each) => each.repository === repository || each.aliases?.includes(repository) === true);
  return definition === undefined ? reference : { ...reference, definition };
}

export function imageStatus(daemon: Daemon, name: string): CriImage | undefined {
  return daemon.images.get(findImage(daemon, name)?.full ?? '');
}

export function pullImage(daemon: Daemon, name: string, ctx: Context, done: (reply: CriReply<CriImage>, ctx: Context) => void): void {
  const { sim, times } = daemon;
  const span = sim.trace.start('runtime', ctx, { verb: 'pull', object: name });
  sim.clock.after(aboutUs(sim, times.resolveMs), ctx.background, () => {
    const resolved = resolveImage(daemon, name);
    if (!resolved.ok) {
      sim.trace.end(span, { saw: 'The registry has no such image', decided: resolved.error.message, code: 404 });
      return done(resolved, span);
    }
    const image = resolved.value;
    if (daemon.images.get(image.name)?.ref === image.ref) {
      sim.trace.end(span, { saw: 'The image on disk is the one the registry has', code: 0 });
      return done(resolved, span);
    }
    const extraMs = findImage(daemon, name)?.definition?.extraPullMs ?? 0;
    const transferMs = (image.sizeBytes / times.bytesPerSecond) * 1000 + extraMs;
    sim.clock.after(aboutUs(sim, transferMs), ctx.background, () => {
      daemon.images.set(image.name, image);
      const megabytes = (image.sizeBytes / 1e6).toFixed(1);
      sim.trace.end(span, { saw: `The registry has it: ${megabytes} MB`, wrote: `${image.name} to the node's disk`, code: 0 });
      done(resolved, span);
    });
  });
}

/** What the registries would answer. */
export function resolveImage(daemon: Registries, name: string): CriReply<CriImage> {
  const found = findImage(daemon, name);
  if (found === undefined) return refused('InvalidArgument', `failed to parse image name "${name}": invalid reference format`);
  const { full, repository, tag, digest, definition } = found;
  const failure = `failed to pull and unpack image "${full}": failed to resolve reference "${full}"`;
  if (definition === undefined) {
    return repository.startsWith('docker.io/')
      ? refused(
          'Unknown',
          `${failure}: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
        )
      : refused('NotFound', `${failure}: ${full}: not found`);
  }
  const sizeBytes = digest === '' ? definition.tags[tag] : undefined;
  if (sizeBytes === undefined) return refused('NotFound', `${failure}: ${full}: not found`);
  return {
    ok: true,
    value: { name: full, ref: `${repository}@sha256:${hexIdentifier(`image ${definition.repository}:${tag}`)}`, sizeBytes },
  };
}

function refused(code: 'NotFound' | 'Unknown' | 'InvalidArgument', message: string): CriReply<never> {
  return { ok: false, error: { code, message } };
}
