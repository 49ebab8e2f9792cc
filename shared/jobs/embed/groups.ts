import { chunkText, defaultChunkSize } from "../../models/chunking.ts";
import type { Prepared } from "./prepare.ts";

/**
 * Chunks that are embedded and stored at once. To index a vector takes tens of milliseconds and API
 * roles have eight seconds. It is also the most of one object: its text beyond it is not embedded,
 * which its vectors' metadata say (`truncated`).
 */
export const chunksAtOnce = 40;

/** An object that is to be embedded, cut into chunks. */
export interface Cut extends Omit<Prepared, "text"> {
  texts: string[];
}

/** Cuts texts as they are asked for, into groups of at most `chunksAtOnce` chunks. */
export async function* groupsOf(prepared: Prepared[]): AsyncGenerator<Cut[]> {
  let group: Cut[] = [];
  let chunks = 0;
  for (const { object, text } of prepared) {
    const all = await chunkText(text, defaultChunkSize, chunksAtOnce + 1);
    const texts = all.slice(0, chunksAtOnce);
    if (chunks + texts.length > chunksAtOnce) {
      yield group;
      group = [];
      chunks = 0;
    }
    const truncated = object.truncated === true || all.length > texts.length;
    group.push({ object: { ...object, truncated }, texts });
    chunks += texts.length;
  }
  if (group.length > 0) yield group;
}
