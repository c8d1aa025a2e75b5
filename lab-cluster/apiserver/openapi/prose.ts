// What upstream says of types and fields, out of the package's models.
import { descriptions } from '../../api/generated/descriptions.ts';

/**
 * By type, or by type.field; empty where the package says nothing. It keeps no line breaks, so two spaces after a sentence
 * are taken for the paragraph they mostly were.
 */
export function prose(key: string): string {
  return (descriptions()[key] ?? '').replace(/(?<=[.:]) {2}(?=\S)/g, '\n\n');
}
