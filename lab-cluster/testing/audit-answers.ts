// Collects from an audit log what came of requests: the events that have an answer in them.
import type { AuditEvent, AuditListener } from '../apiserver/audit/audit.ts';

export type AnsweredEvent = AuditEvent & { readonly responseStatus: NonNullable<AuditEvent['responseStatus']> };

export function answersTo(collect: (event: AnsweredEvent) => void): AuditListener {
  return (event) => {
    if (event.responseStatus !== undefined) collect(event as AnsweredEvent);
  };
}
