// What the editor's check says of the recorded manifests, beside what a real API server answered: alarms that are true and false.
import { parseAllDocuments } from 'yaml';
import { checkManifest } from '../index.ts';
import { readRecording, type Recording } from '../testing/oracle-golden.ts';
import committed from '../testing/testdata/golden.json' with { type: 'json' };

export interface Judged {
  readonly text: string;
  /** Whether a real API server refused it. */
  readonly refused: boolean;
}

/** Every recorded create of one manifest, whatever else was asked for. */
export function judgedManifests(oracleFolder: string): readonly Judged[] {
  const { cases } = readRecording(oracleFolder) ?? (committed as Recording);
  return cases
    .filter(({ method, body, status }) => method === 'POST' && body !== undefined && status !== 404 && status !== 409)
    .map(({ body = '', status }) => ({ text: body, refused: status >= 400 }));
}

/** Whether our check reports an error. */
export function alarms(text: string): boolean {
  const documents = parseAllDocuments(text, { version: '1.1', merge: true });
  return documents.some(
    (document) =>
      !('errors' in document) || document.errors.length > 0 || checkManifest(document.toJS()).some(({ severity }) => severity === 'error'),
  );
}
