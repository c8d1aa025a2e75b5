// JSON of what the API server answers. Stored objects are immutable and shared, so each version is written out once: as text,
// for whoever asks for it alone, and from its first list on as the bytes that lists are put together of.
import {
  type ApiResponse,
  isTypedList,
  type KubeObject,
  listHead,
  objectText,
  type StreamFrame,
  typeText,
  type WatchEvent,
} from '../index.ts';

const objects = new WeakMap<object, string | Buffer>();
const frames = new WeakMap<WatchEvent, Buffer>();

const FIRST = Buffer.from('{');
const NEXT = Buffer.from(',{');
const END = Buffer.from(']}\n');

/** A body with the newline Kubernetes ends documents with; a list in as many pieces as it takes, as one text would be too long. */
export function bodyContent(body: NonNullable<ApiResponse['body']>): string | readonly Buffer[] {
  // What was just written is about to be told to watchers, too.
  if (isStored(body)) {
    const known = objectJson(body);
    return typeof known === 'string' ? `${known}\n` : [known, Buffer.from('\n')];
  }
  if (!isTypedList(body)) return `${objectText(body)}\n`;
  const pieces: Buffer[] = [Buffer.from(`${listHead(body)}[`)];
  for (const item of body.items) pieces.push(pieces.length === 1 ? FIRST : NEXT, itemBytes(item));
  pieces.push(END);
  return pieces;
}

/** One line of a watch; all who watch the same change get the same bytes. A text, or what is bytes already, is sent as it is. */
export function frameBytes(frame: StreamFrame): Buffer {
  if ('text' in frame) return Buffer.from(frame.text);
  if ('bytes' in frame) return Buffer.from(frame.bytes);
  let bytes = frames.get(frame);
  if (bytes === undefined) {
    const json = frame.type === 'ERROR' ? objectText(frame.object) : objectJson(frame.object);
    const start = `{"type":"${frame.type}","object":`;
    bytes = typeof json === 'string' ? Buffer.from(`${start}${json}}\n`) : Buffer.concat([Buffer.from(start), json, Buffer.from('}\n')]);
    frames.set(frame, bytes);
  }
  return bytes;
}

function isStored(body: NonNullable<ApiResponse['body']>): body is KubeObject {
  // Documents such as the version have no metadata at all.
  return (body as Partial<KubeObject>).metadata?.uid !== undefined;
}

/** Objects of the store, which come again in the next list and in every watch. */
function objectJson(object: KubeObject): string | Buffer {
  let json = objects.get(object);
  if (json === undefined) {
    json = objectText(object);
    objects.set(object, json);
  }
  return json;
}

/** An item of a list after its brace says nothing of its kind, with which all objects begin: the rest of their bytes is it. */
function itemBytes(item: KubeObject): Buffer {
  let bytes = objectJson(item);
  if (typeof bytes === 'string') {
    bytes = Buffer.from(bytes);
    objects.set(item, bytes);
  }
  return bytes.subarray(typeText(item).length);
}
