// Adds many items to a list. `list.push(...items)` makes each item an argument, and of those an engine takes some hundred
// thousand at most: whoever sends more would end the server.

export function append<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}
