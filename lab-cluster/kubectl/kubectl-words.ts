// How kubectl prints what a server answered: one line per object, errors in its own form. Pure.
import type { Status } from '../api/status.ts';
import { qualified, type Resource } from './resources.ts';

/** `deployment.apps/web`. */
export function objectName(resource: Resource, name: string): string {
  return `${qualified(resource.kind.toLowerCase(), resource)}/${name}`;
}

/** A refusal as kubectl prints it; `doing` is for example `creating` and `source` the file it came from. */
export function refusal(status: Status, doing?: string, source?: string): string {
  const reason = status.reason ?? '';
  if (reason === 'Invalid' && status.details) return invalid(status);
  const context = doing === undefined ? '' : `error when ${doing} ${JSON.stringify(source ?? 'STDIN')}: `;
  const message = `${context}${status.message ?? 'unknown'}`;
  return reason === '' ? `Error from server: ${message}` : `Error from server (${reason}): ${message}`;
}

/** Models cmdutil.checkErr for StatusReasonInvalid: one cause on the same line, several as a list. */
function invalid(status: Status): string {
  const head = `The ${status.details?.kind ?? 'object'} ${JSON.stringify(status.details?.name ?? '')} is invalid`;
  const causes = [
    ...new Set((status.details?.causes ?? []).map((cause) => (cause.field ? `${cause.field}: ${cause.message}` : cause.message))),
  ];
  if (causes.length === 0) return head;
  return causes.length === 1 ? `${head}: ${causes[0]}` : `${head}: \n${causes.map((cause) => `* ${cause}`).join('\n')}`;
}

export function warning(text: string): string {
  return `Warning: ${text}`;
}

/** What apply says of an object that somebody created without it. */
export function missingAnnotationWarning(resource: Resource, name: string): string {
  return warning(
    `resource ${qualified(resource.plural, resource)}/${name} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. ` +
      'kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.',
  );
}
