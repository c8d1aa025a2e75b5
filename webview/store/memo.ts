// Remembers the last result of a pure function, so that equal inputs give the identical value and nothing below is drawn again.

export function memo<Inputs extends readonly unknown[], Result>(compute: (...inputs: Inputs) => Result): (...inputs: Inputs) => Result {
  let last: { readonly inputs: Inputs; readonly result: Result } | undefined;
  return (...inputs) => {
    if (
      last !== undefined &&
      last.inputs.length === inputs.length &&
      last.inputs.every((input, index) => Object.is(input, inputs[index]))
    ) {
      return last.result;
    }
    const result = compute(...inputs);
    last = { inputs, result };
    return result;
  };
}

/** Gives back the earlier value while a new one writes the same text, for small values computed anew each time. */
export function keepEqual<Value>(): (value: Value) => Value {
  let text = '';
  let kept: Value | undefined;
  return (value) => {
    const next = JSON.stringify(value);
    if (kept === undefined || next !== text) {
      text = next;
      kept = value;
    }
    return kept;
  };
}
