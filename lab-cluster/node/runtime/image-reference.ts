// Image names: `nginx`, `nginx:1.27`, `k8s.gcr.io/echoserver:1.4` in their full form. It knows nothing of what they contain.
// Models github.com/distribution/reference, as far as tags and digests.

export interface ImageReference {
  /** `docker.io/library/nginx` */
  readonly repository: string;
  readonly tag: string;
  /** `sha256:…`, when the name gives one. */
  readonly digest: string;
  /** `docker.io/library/nginx:1.27`, or with `@sha256:…`. */
  readonly full: string;
}

/** Undefined when the name is not a valid reference. */
export function parseImageReference(name: string): ImageReference | undefined {
  const match = /^([^@]+?)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(name);
  if (match === null) return undefined;
  const [, path = '', tag = '', digest = ''] = match;
  if (!/^[a-z0-9]+([._:/-]*[a-z0-9]+)*$/.test(path)) return undefined;
  const repository = withRegistry(path);
  const usedTag = tag === '' && digest === '' ? 'latest' : tag;
  const full = digest === '' ? `${repository}:${usedTag}` : `${repository}@${digest}`;
  return { repository, tag: usedTag, digest, full };
}

function withRegistry(path: string): string {
  const slash = path.indexOf('/');
  const first = slash < 0 ? '' : path.slice(0, slash);
  if (first.includes('.') || first.includes(':') || first === 'localhost') return path;
  return slash < 0 ? `docker.io/library/${path}` : `docker.io/${path}`;
}
