// The one way to write into an object that is still private: defaults and strategies see readonly types without the readonly.

/** The same value with every property writable, all the way down. */
export type Writable<T> = T extends readonly (infer Item)[]
  ? Writable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T;

/** Only for values nobody else has seen yet: what a decoder or a copy has just made. */
export function writable<T>(value: T): Writable<T> {
  return value as Writable<T>;
}
