// Why a strategically merged document is no object of its kind. Upstream does not decode such a document but converts it by
// reflection, which has words of its own. Models fromUnstructured of apimachinery/pkg/runtime/converter.go.

const DECODER = /^json: cannot unmarshal (\w+)(?: (\S+))? into Go (?:struct field \S+|value) of type (\S+)$/;
const INTEGER = /^u?int\d+$/;

/** From what a JSON decoder says of the same value; what types say of themselves stays as it is. */
export function converterWords(problem: string): string {
  const [, found = '', number = '', type = ''] = DECODER.exec(problem) ?? [];
  if (found === '') return problem;
  if (type.startsWith('map[')) return `cannot restore map from ${kindOf(found, number)}`;
  if (type.startsWith('[]')) return `cannot restore slice from ${kindOf(found, number)}`;
  if (INTEGER.test(type)) return found === 'number' ? `cannot convert float64 to ${type}` : `unrecognized type: ${type}`;
  // Go would make a character of an integer, so the converter has to refuse it itself.
  if (type === 'string') return found === 'number' ? 'cannot convert int64 to string' : 'unrecognized type: string';
  if (type === 'bool' || type.startsWith('float')) return `unrecognized type: ${type}`;
  return `cannot restore struct from: ${kindOf(found, number)}`;
}

/** Go's kind of what JSON calls by this name. */
function kindOf(found: string, number: string): string {
  if (found === 'object') return 'map';
  if (found === 'array') return 'slice';
  return found === 'number' ? (number.includes('.') ? 'float64' : 'int64') : found;
}
