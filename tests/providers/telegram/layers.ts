/** How answers are written for the clients of one layer of the API. */
import { Buffer } from "node:buffer";
import { LAYER } from "telegram/tl/AllTLObjects.js";
import { int } from "./wire.ts";

/** An object of the library's classes, which know their own bytes. */
export interface Sent {
  getBytes(): Buffer;
}

export interface Layer {
  readonly number: number;
  bytesOf(value: Sent): Buffer;
}

/** The library's own. */
export const LIBRARY_LAYER: Layer = { number: LAYER, bytesOf: (value) => value.getBytes() };

/** An answer in bytes; some are bare vectors. */
export function written(answer: Sent | Sent[], layer: Layer): Buffer {
  if (!Array.isArray(answer)) return layer.bytesOf(answer);
  const items = answer.map((item) => layer.bytesOf(item));
  return Buffer.concat([int(0x1cb5c415), int(items.length), ...items]);
}
