// Which requests may last: they have no deadline, and the audit log tells of them twice.
// Models apiserver/pkg/server/filters/longrunning.go as kube-apiserver sets it: a log is one though it is not followed.
import type { Route } from './route.ts';

const LASTING: readonly string[] = ['attach', 'exec', 'proxy', 'log', 'portforward'];

export function isLongRunning(route: Route): boolean {
  if (route.type === 'nonResource') return false;
  const subresource = route.type === 'resource' ? route.subresource : route.asked?.subresource;
  return route.verb === 'watch' || (subresource !== undefined && LASTING.includes(subresource));
}
