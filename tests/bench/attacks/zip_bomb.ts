import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";

/** A zipped export with one day of `megabytes` of spaces: it is small, and large once unpacked. */
export async function bomb(megabytes: number): Promise<Uint8Array> {
  const zip = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, level: 9 });
  await zip.add("channels.json", new TextReader('[{"id":"C01","name":"launch"}]'));
  await zip.add("users.json", new TextReader("[]"));
  const space = new TextEncoder().encode(" ".repeat(1024 * 1024));
  let left = megabytes;
  const day = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left === megabytes) controller.enqueue(new TextEncoder().encode("["));
      if (left-- > 0) controller.enqueue(space);
      else {
        controller.enqueue(new TextEncoder().encode("]"));
        controller.close();
      }
    },
  });
  await zip.add("launch/2026-11-24.json", day);
  return await zip.close();
}
