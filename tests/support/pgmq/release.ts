/**
 * pgmq as older projects have it. The package brings its newest release and the upgrade scripts of
 * all before it; with a base to start from, Postgres makes any of them by running those scripts.
 */
import type { Extension } from "@electric-sql/pglite";
import { createTarGzip, parseTarGzip } from "nanotar";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Releases that hosted projects run beside the newest. */
export const OLDER_RELEASES = ["1.4.4", "1.5.1"] as const;

const FOLDER = "share/postgresql/extension/";

/** An older release as an extension of PGlite. */
export async function pgmqRelease(version: string): Promise<Extension> {
  const bundlePath = await bundlePgmq(version);
  return { name: "pgmq", setup: () => Promise.resolve({ bundlePath }) };
}

/**
 * Packs pgmq with `version` as its default, so that `create extension pgmq` makes that one.
 *
 * @returns the address of the archive, in a file of the machine's temporary folder
 */
async function bundlePgmq(version: string): Promise<URL> {
  const archive = await Deno.readFile(packaged());
  const base = await Deno.readFile(fileURLToPath(new URL("base.sql", import.meta.url)));
  // A script that changes nothing is an empty file, and Postgres wants it in the chain.
  const files = (await parseTarGzip(archive)).filter(({ type }) => type === "file")
    .map(({ name, data = new Uint8Array() }) => ({
      name,
      data: name.endsWith("pgmq.control") ? withDefault(data, version) : data,
    }));
  const packed = await createTarGzip([...files, { name: `${FOLDER}pgmq--1.1.1.sql`, data: base }]);
  const path = await Deno.makeTempFile({ prefix: `pgmq-${version}-`, suffix: ".tar.gz" });
  await Deno.writeFile(path, new Uint8Array(packed));
  return pathToFileURL(path);
}

function withDefault(control: Uint8Array, version: string): Uint8Array {
  const text = new TextDecoder().decode(control);
  const changed = text.replace(/^(\s*default_version\s*=\s*)'[^']*'/m, `$1'${version}'`);
  if (changed === text) throw new Error("pgmq.control names no default_version");
  return new TextEncoder().encode(changed);
}

/** Where the package keeps its archive. */
function packaged(): URL {
  return new URL("./pgmq.tar.gz", import.meta.resolve("@electric-sql/pglite-pgmq"));
}
