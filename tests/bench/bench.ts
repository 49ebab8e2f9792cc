/**
 * Runs one of the measurements in this folder.
 *
 * usage: deno task bench NAME [arguments of that measurement]
 *
 * NAME is a folder here with a main.ts.
 */
import { fileURLToPath } from "node:url";

const FOLDER = new URL("./", import.meta.url);

/** The measurements there are: folders with a main.ts, sorted. */
export async function benches(folder: URL = FOLDER): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && await isFile(new URL(`${name}/main.ts`, folder))) names.push(name);
  }
  return names.sort();
}

async function isFile(url: URL): Promise<boolean> {
  return await Deno.stat(url).then((info) => info.isFile, (error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return false;
  });
}

if (import.meta.main) {
  const [name, ...rest] = Deno.args;
  const known = await benches();
  if (name === undefined || !known.includes(name)) {
    if (name !== undefined) console.error(`There is no bench "${name}"`);
    console.error(`usage: deno task bench ${known.join("|")} [arguments]`);
    Deno.exit(2);
  }
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", fileURLToPath(new URL(`${name}/main.ts`, FOLDER)), ...rest],
    stdin: "null",
  }).spawn().status;
  Deno.exit(code);
}
