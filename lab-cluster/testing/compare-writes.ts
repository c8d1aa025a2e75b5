// Two histories of writes held against each other: same classes by the same actors, same order for each object.

/** One write that reached an API server. */
export interface Write {
  readonly atMs: number;
  readonly actor: string;
  readonly verb: string;
  /** `pods`, `pods/status`, `pods/binding`. */
  readonly resource: string;
  readonly name: string;
  readonly code: number;
  /** Events only. */
  readonly reason?: string;
  readonly message?: string;
}

export interface Comparison {
  readonly matched: number;
  readonly total: number;
  /** Every difference in words; empty when all match. */
  readonly differences: readonly string[];
}

/**
 * Counts classes of writes (actor, verb, resource, subresource, and for events reason and message; chance in names
 * replaced by `*`) that occur in both, and for each object the order constraints between first occurrences that always
 * held in the recording and always hold in ours.
 */
export function compareWrites(recorded: readonly Write[], ours: readonly Write[]): Comparison {
  const theirs = byObject(recorded);
  const mine = byObject(ours);
  const differences: string[] = [];
  let matched = 0;
  let total = 0;
  for (const object of new Set([...theirs.keys(), ...mine.keys()])) {
    const expected = theirs.get(object) ?? [];
    const found = mine.get(object) ?? [];
    const expectedClasses = new Set(expected.flat());
    const foundClasses = new Set(found.flat());
    for (const name of new Set([...expectedClasses, ...foundClasses])) {
      total++;
      if (expectedClasses.has(name) && foundClasses.has(name)) matched++;
      else differences.push(`${object}: ${expectedClasses.has(name) ? 'missing' : 'not in the recording'}: ${name}`);
    }
    for (const [before, after] of constraintsOf(expected)) {
      if (!foundClasses.has(before) || !foundClasses.has(after)) continue;
      total++;
      if (found.every((order) => holds(order, before, after))) matched++;
      else differences.push(`${object}: order: expected "${before}" before "${after}"`);
    }
  }
  return { matched, total, differences };
}

/** Chance taken out: generated suffixes, template hashes, node numbers, event name tails. */
export function withoutChance(text: string): string {
  return text
    .replace(/\.[0-9a-f]{16}\b/g, '.*')
    .replace(/\b([a-z]+)-[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, '$1-*-*')
    .replace(/\b([a-z]+)-(?=[a-z0-9]*\d)[a-z0-9]{8,10}\b/g, '$1-*')
    .replace(/\bnode-\d+\b/g, 'node-*')
    .replace(/\bassigned [a-z0-9-]+\//g, 'assigned */');
}

/** Normalised object → for each real object, its classes in order of first occurrence. */
function byObject(writes: readonly Write[]): Map<string, string[][]> {
  const real = new Map<string, string[]>();
  for (const write of writes) {
    const plural = write.resource.split('/')[0] ?? '';
    const isEvent = plural === 'events';
    // Events hang on the object they speak of: their own names carry nothing.
    const key = isEvent ? `${plural}/${write.name.replace(/\.[0-9a-f]+$/, '')}` : `${plural}/${write.name}`;
    const said = isEvent ? ` [${write.reason ?? ''}] ${withoutChance(write.message ?? '')}` : '';
    const name = `${withoutChance(write.actor)} ${write.verb} ${write.resource}${said}`;
    const classes = real.get(key) ?? [];
    if (!classes.includes(name)) classes.push(name);
    real.set(key, classes);
  }
  const grouped = new Map<string, string[][]>();
  for (const [key, classes] of real) {
    const object = withoutChance(key).replace(/^endpointslices\/(.*)-[a-z0-9]{5}$/, 'endpointslices/$1-*');
    grouped.set(object, [...(grouped.get(object) ?? []), classes]);
  }
  return grouped;
}

/** Pairs of neighbours-in-time that came in this order in every object of the group that has both. */
function constraintsOf(orders: readonly (readonly string[])[]): (readonly [string, string])[] {
  const classes = [...new Set(orders.flat())];
  const pairs: [string, string][] = [];
  for (const before of classes) {
    for (const after of classes) {
      if (before === after) continue;
      const together = orders.filter((order) => order.includes(before) && order.includes(after));
      if (together.length > 0 && together.every((order) => holds(order, before, after))) pairs.push([before, after]);
    }
  }
  return pairs;
}

function holds(order: readonly string[], before: string, after: string): boolean {
  const first = order.indexOf(before);
  const second = order.indexOf(after);
  return first < 0 || second < 0 || first < second;
}
