// From the Status of a refused write to underlined text: each cause at its field, or the whole refusal at the object's name. Pure.
import { type ManifestProblem, problemOfCause, type Status } from '../../lab-cluster/index.ts';
import { parseYaml, valueOf } from '../../lab-cluster/kubectl/yaml-documents.ts';
import { findingProblems } from './finding-problems.ts';
import type { Problem } from './manifest-types.ts';

/** `text` is the one document that was sent; offsets count from its beginning. */
export function refusedProblems(text: string, status: Status): readonly Problem[] {
  const document = parseYaml(text);
  const read = valueOf(document);
  const object = 'failure' in read ? undefined : read.value;
  const causes = (status.details?.causes ?? []).filter(({ field }) => field !== undefined && field !== '');
  const findings = causes.map((cause) => problemOfCause(cause, object));
  return findingProblems(text, document, findings.length > 0 ? findings : [wholeRefusal(status)]);
}

function wholeRefusal({ message = 'refused', reason = 'Refused' }: Status): ManifestProblem {
  return { path: ['metadata', 'name'], field: '', message, severity: 'error', reason };
}
