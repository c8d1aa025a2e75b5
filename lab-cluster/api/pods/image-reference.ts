// The name of an image as container registries read it: `registry.example.com:5000/team/app:v1@sha256:…`.
// Models distribution/reference ParseNormalizedNamed as far as Kubernetes needs it. Refuses to know whether there is such an image.

const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const HOST_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = `(?:${HOST_PART}(?:\\.${HOST_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const REGISTRY = new RegExp(`^${DOMAIN}$`);
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const IDENTIFIER = /^[a-f0-9]{64}$/;
const MAX_NAME = 255;

export interface ImageTag {
  /** `latest` where neither tag nor digest is given. */
  readonly tag: string;
}

/** Undefined for what is no name of an image. */
export function readImageTag(image: string): ImageTag | undefined {
  if (image.length > MAX_NAME * 4 || IDENTIFIER.test(image)) return undefined;
  const at = image.indexOf('@');
  const digest = at < 0 ? undefined : image.slice(at + 1);
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  const named = at < 0 ? image : image.slice(0, at);
  const colon = named.lastIndexOf(':');
  // A colon before a slash belongs to a port.
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  if (!isRepository(hasTag ? named.slice(0, colon) : named)) return undefined;
  return { tag: tag ?? (digest === undefined ? 'latest' : '') };
}

function isRepository(name: string): boolean {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  // What looks like a host is one; all else is a path on the default registry.
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (!isHost || slash < 0) return name.length <= MAX_NAME && PATH.test(name);
  return name.length <= MAX_NAME && REGISTRY.test(first) && PATH.test(name.slice(slash + 1));
}
