// An answer without what chance, time and the machine decide, so that a recorded one and ours can be held side by side.

const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g;
const VERSION = /(\\*"resourceVersion\\*":\\*")\d+/g;
const TOKEN_VOLUME = /kube-api-access-[a-z0-9]{5}/g;
/** Upstream's suffixes of generated names and template hashes draw from these. */
const TEMPLATE_HASH = /\b([a-z][a-z0-9-]*)-[bcdf-hj-np-tv-z2456789]{8,10}\b/g;
const SUFFIXED = /-[bcdf-hj-np-tv-z2456789]{5}$/;

/** In the diff of a refused update; the one before it is where the scheduler put the pod. */
const OLD_NODE = /(- *\\*"NodeName\\*": \\*")[a-z0-9-]+/g;

/** A copy of a body with uid, resourceVersion, times, managedFields, assigned addresses, ports and nodes taken out. */
export function comparableBody(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return typeof body === 'string' ? comparableText(body) : body;
  const copy = structuredClone(body) as Record<string, unknown>;
  const result = comparableValue(copy) as Record<string, unknown>;
  if (result['kind'] === 'Service') withoutAssigned(result);
  if (result['kind'] === 'Pod') withoutPlacement(result);
  return result;
}

/** Texts hold uids, times and names with chance in them, too. */
export function comparableText(text: string): string {
  return text
    .replace(UID, '<uid>')
    .replace(TIME, '<time>')
    .replace(VERSION, '$1<version>')
    .replace(OLD_NODE, '$1<node>')
    .replace(TOKEN_VOLUME, 'kube-api-access-<rand>')
    .replace(TEMPLATE_HASH, '$1-<hash>');
}

function comparableValue(value: unknown): unknown {
  if (typeof value === 'string') return comparableText(value);
  if (Array.isArray(value)) return value.map(comparableValue);
  if (!isRecord(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value))
    result[key] = key === 'metadata' && isRecord(inner) ? comparableMetadata(inner) : comparableValue(inner);
  return result;
}

function comparableMetadata(metadata: Record<string, unknown>): Record<string, unknown> {
  const { uid: _uid, resourceVersion: _version, creationTimestamp: _time, managedFields: _fields, selfLink: _link, ...rest } = metadata;
  const named = comparableValue(rest) as Record<string, unknown>;
  if (typeof named['generateName'] === 'string' && typeof named['name'] === 'string')
    named['name'] = named['name'].replace(SUFFIXED, '-<rand>');
  return named;
}

/** Whether the scheduler was there before the next request is chance, as is the node. */
function withoutPlacement({ spec, status }: Record<string, unknown>): void {
  if (isRecord(spec)) delete spec['nodeName'];
  if (!isRecord(status) || !Array.isArray(status['conditions'])) return;
  const rest = status['conditions'].filter((condition) => !isRecord(condition) || condition['type'] !== 'PodScheduled');
  if (rest.length > 0) status['conditions'] = rest;
  else delete status['conditions'];
}

function withoutAssigned(service: Record<string, unknown>): void {
  const spec = service['spec'];
  if (!isRecord(spec)) return;
  if (spec['clusterIP'] !== 'None') {
    delete spec['clusterIP'];
    delete spec['clusterIPs'];
  }
  delete spec['healthCheckNodePort'];
  for (const port of Array.isArray(spec['ports']) ? spec['ports'] : []) if (isRecord(port)) delete port['nodePort'];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
