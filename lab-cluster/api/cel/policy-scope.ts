// Which names the expressions of one policy may use: its parameters, and its variables with the types they turn out to have.
// Models apiserver/pkg/admission/plugin/cel/composition.go.
import { type CelScope, compileExpression } from './environment.ts';
import { type CelType, DYN, listType, mapType } from './types.ts';

interface PolicyNames {
  readonly paramKind?: object;
  readonly variables?: readonly { readonly name?: string; readonly expression?: string }[];
}

interface Known extends Pick<CelScope, 'object' | 'paramsType' | 'requestResource'> {
  /** Only the variables before this one. */
  readonly before?: number;
}

export function policyScope({ paramKind, variables = [] }: PolicyNames, { before, ...types }: Known = {}): CelScope {
  const known = new Map<string, CelType>();
  const scope: CelScope = { params: paramKind !== undefined, authorizer: true, variables: known, ...types };
  for (const { name = '', expression = '' } of variables.slice(0, before)) {
    const compiled = compileExpression(expression, scope);
    known.set(name, 'problem' in compiled ? DYN : variableType(compiled.type));
  }
  return scope;
}

/** Variables of types that only libraries know are dyn to others. */
function variableType(type: CelType): CelType {
  const [first = DYN, second = DYN] = type.params.map(variableType);
  if (type.kind === 'list') return listType(first);
  if (type.kind === 'map') return mapType(first, second);
  return type.kind === 'struct' || type.kind === 'opaque' || type.kind === 'type' || type.kind === 'error' ? DYN : type;
}
