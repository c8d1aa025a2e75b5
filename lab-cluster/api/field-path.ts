// Paths into an object: as lists of steps, as upstream prints them, and back again.

export type Path = readonly (string | number)[];

/** `spec.containers[0].image`. */
export function printPath(path: Path): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
  return text;
}

/** Back from a field error's field: `data[a/b]` and `spec.ports[0].port`. */
export function parsePath(field: string): Path {
  const path: (string | number)[] = [];
  for (const [, bracketed, plain] of field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)) {
    if (plain !== undefined) path.push(plain);
    else path.push(/^\d+$/.test(bracketed ?? '') ? Number(bracketed) : (bracketed ?? ''));
  }
  return path;
}

/** What stands at `path`, if anything does. */
export function valueAt(object: unknown, path: Path): unknown {
  let value = object;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}
