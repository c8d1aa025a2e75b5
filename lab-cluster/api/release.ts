// Which release of Kubernetes the lab follows, and how its components name themselves by it.

/** The release whose answers were recorded; every component is of it. */
export const RELEASE = 'v1.34.9';

/** What a component of this release says of itself. Models client-go/rest.DefaultKubernetesUserAgent, and AddUserAgent for `part`. */
export function userAgentOf(component: string, part?: string): string {
  const agent = `${component}/${RELEASE} (linux/amd64) kubernetes/lab`;
  return part === undefined ? agent : `${agent}/${part}`;
}
