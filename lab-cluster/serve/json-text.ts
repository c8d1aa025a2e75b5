// JSON texts of what the API server answers. Stored objects are immutable and shared, so each version is written out once.
import { type ApiResponse, bareItemText, type KubeObject, type StreamFrame, type WatchEvent, wireText } from '../index.ts';

const objects = new WeakMap<object, string>();
const frames = new WeakMap<WatchEvent, Buffer>();

/** A body with the newline Kubernetes ends documents with. */
export function bodyText(body: NonNullable<ApiResponse['body']>): string {
  // What was just written is about to be told to watchers, too.
  if (isStored(body)) return `${objectText(body)}\n`;
  return `${wireText(body, itemText)}\n`;
}

/** One line of a watch; all who watch the same change get the same bytes. A text is sent as it is. */
export function frameBytes(frame: StreamFrame): Buffer {
  if ('text' in frame) return Buffer.from(frame.text);
  let bytes = frames.get(frame);
  if (bytes === undefined) {
    const text = frame.type === 'ERROR' ? JSON.stringify(frame.object) : objectText(frame.object);
    bytes = Buffer.from(`{"type":"${frame.type}","object":${text}}\n`);
    frames.set(frame, bytes);
  }
  return bytes;
}

function isStored(body: NonNullable<ApiResponse['body']>): body is KubeObject {
  // Documents such as the version have no metadata at all.
  return (body as Partial<KubeObject>).metadata?.uid !== undefined;
}

/** Objects of the store, which come again in the next list and in every watch. */
function objectText(object: KubeObject): string {
  let text = objects.get(object);
  if (text === undefined) {
    text = JSON.stringify(object);
    objects.set(object, text);
  }
  return text;
}

/** An item of a list says nothing of its kind. Stored objects begin with it, so that their text without it is its end. */
function itemText(item: KubeObject): string {
  const text = objectText(item);
  const start = `{"apiVersion":"${item.apiVersion}","kind":"${item.kind}",`;
  return text.startsWith(start) ? `{${text.slice(start.length)}` : bareItemText(item);
}
