/**
 * Runs one of the measurements in this folder.
 *
 * usage: npx -y deno@2.9.6 task bench NAME [arguments of that measurement]
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
  const usage = `usage: npx -y deno@2.9.6 task bench ${known.join("|")} [arguments, or --help]`;
  if (name === "--help" || name === "-h") {
    console.log(usage);
    Deno.exit(0);
  }
  if (name === undefined || !known.includes(name)) {
    console.error(name === undefined ? usage : `There is no bench "${name}"\n${usage}`);
    Deno.exit(2);
  }
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", fileURLToPath(new URL(`${name}/main.ts`, FOLDER)), ...rest],
    stdin: "null",
  }).spawn().status;
  Deno.exit(code);
}
