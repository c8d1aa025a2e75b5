// From what the API server's rules found in an object to underlined text with quick fixes. Pure.
import { isScalar, type Node } from 'yaml';
import type { ManifestProblem } from '../../lab-cluster/index.ts';
import { firstLine, placeOf, rangeOf, underline } from './field-ranges.ts';
import type { Fix, Problem } from './manifest-types.ts';
import { type YamlDocument, topMap } from '../../lab-cluster/kubectl/yaml-documents.ts';

export function findingProblems(text: string, document: YamlDocument, findings: readonly ManifestProblem[]): readonly Problem[] {
  return findings.map((finding) => {
    const place = placeOf(document, finding.path);
    const isUnknown = finding.reason === 'UnknownField';
    const range = (isUnknown && place.complete ? place.key : underline(place, text)) ?? wholeStart(text, document);
    const fixes = place.complete && finding.suggestion !== undefined ? replacement(text, finding.suggestion, isUnknown, place) : [];
    return { ...range, severity: severityOf(finding), code: finding.field, message: messageOf(finding, isUnknown), fixes };
  });
}

/** A kind that this lab does not serve is no mistake of the author's. */
function severityOf({ reason, severity }: ManifestProblem): Problem['severity'] {
  return reason === 'NoMatch' && severity === 'warning' ? 'information' : severity;
}

function messageOf(finding: ManifestProblem, isUnknown: boolean): string {
  const hint =
    finding.suggestion !== undefined && !finding.message.includes('ean ') ? ` Did you mean ${JSON.stringify(finding.suggestion)}?` : '';
  const message =
    isUnknown || finding.field === '' || finding.message.startsWith(finding.field)
      ? finding.message
      : `${finding.field}: ${finding.message}`;
  return hint === '' ? message : `${message.replace(/[.]?$/, '.')}${hint}`;
}

function replacement(text: string, suggestion: string, isKey: boolean, place: ReturnType<typeof placeOf>): readonly Fix[] {
  const range = isKey ? place.key : isScalar(place.node) ? place.value : undefined;
  if (range === undefined) return [];
  const quote = /^["']/.exec(text.slice(range.start, range.end))?.[0] ?? '';
  return [{ title: `Change to \`${suggestion}\``, changes: [{ ...range, text: `${quote}${suggestion}${quote}` }] }];
}

/** For findings about the object as a whole: its first field. */
function wholeStart(text: string, document: YamlDocument): { start: number; end: number } {
  const first = topMap(document)?.items[0];
  return rangeOf(first?.key as Node | undefined) ?? firstLine(text, rangeOf(document.contents) ?? { start: 0, end: text.length });
}
