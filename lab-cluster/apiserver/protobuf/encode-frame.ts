// A frame of a watch as protobuf: its length, then what happened and to what. Models apimachinery's LengthDelimitedFramer and
// the raw serializer of metav1.WatchEvent, whose object comes in an envelope of its own.
import type { WatchEvent } from '../../api/request.ts';
import { encodeProtobuf } from './encode-protobuf.ts';
import { WireWriter } from './wire-writer.ts';

const LENGTH_BYTES = 4;

/** Undefined where the object is of no type that protobuf knows here. */
export function encodeFrame({ type, object }: WatchEvent): Uint8Array | undefined {
  const encoded = encodeProtobuf(object);
  if (encoded === undefined) return undefined;
  const extension = new WireWriter().binary(1, encoded);
  const { bytes } = new WireWriter().text(1, type).message(2, extension);
  const frame = new Uint8Array(LENGTH_BYTES + bytes.length);
  new DataView(frame.buffer).setUint32(0, bytes.length);
  frame.set(bytes, LENGTH_BYTES);
  return frame;
}
