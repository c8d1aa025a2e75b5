// Rules for ports: a number, or the name of a container's port. Models pkg/apis/core/validation ValidatePortNumOrName.
import { invalid } from '../field-errors.ts';
import { portName, portNumber } from '../names.ts';
import type { Errors } from './primitives.ts';

export function validatePortNumberOrName(errors: Errors, at: string, port: number | string): void {
  const problems = typeof port === 'number' ? portNumber(port) : portName(port);
  for (const problem of problems) errors.push(invalid(at, port, problem));
}
