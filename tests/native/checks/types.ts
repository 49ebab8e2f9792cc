import { output, ROOT, supabase } from "../tools.ts";
import { type Check, Finding } from "./check.ts";

const PATH = "shared/database/database.types.ts";

/** The committed `shared/database/database.types.ts` is what the migrated database generates. */
export const types: Check = async ({ url, write }) => {
  const { code, stdout, stderr } = await supabase(
    ["gen", "types", "--schema", "public,internal"],
    url,
  );
  if (code !== 0 || !stdout.includes("export type Database")) {
    throw new Finding(`supabase gen types failed (${code}): ${stderr.trim()}`);
  }
  const generated = await format(stdout);
  if (write) {
    await Deno.writeTextFile(ROOT + PATH, generated);
    return `${PATH} written`;
  }

  let committed: string;
  try {
    committed = await Deno.readTextFile(ROOT + PATH);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Finding(`${PATH} is missing: run tests/native/check.ts --write types`);
  }
  const difference = firstDifference(await format(committed), generated);
  if (difference !== null) {
    throw new Finding(
      `${PATH} is not what the database generates: run tests/native/check.ts --write types\n` +
        difference,
    );
  }
  return `${PATH} is what the database generates`;
};

/** Layout is no difference: both sides are formatted first. */
function format(text: string): Promise<string> {
  return output(Deno.execPath(), ["fmt", "--ext", "ts", "-"], { input: text });
}

function firstDifference(committed: string, generated: string): string | null {
  if (committed === generated) return null;
  const before = committed.split("\n");
  const after = generated.split("\n");
  const line = before.findIndex((text, index) => text !== after[index]);
  const at = line === -1 ? before.length : line;
  return `line ${at + 1}: "${before[at]?.trim() ?? ""}" is generated as "${
    after[at]?.trim() ?? ""
  }"`;
}
