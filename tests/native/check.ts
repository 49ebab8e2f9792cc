/**
 * Checks a migrated native database: the hosted linter, plpgsql_check, generated types,
 * rollbacks without and with data, pgTAP.
 *
 * usage: deno run -A tests/native/check.ts [--url URL] [--write] [CHECK...]
 *
 * Without names all checks run; without a URL they use the server of tests/native/postgres.sh.
 * `--write` lets `types` update shared/database/database.types.ts.
 */
import { parseArgs } from "node:util";
import { advisors } from "./checks/advisors.ts";
import { type Check, Finding } from "./checks/check.ts";
import { lint } from "./checks/lint.ts";
import { pgtap } from "./checks/pgtap.ts";
import { rollbackData } from "./checks/rollback_data.ts";
import { rollbacks } from "./checks/rollbacks.ts";
import { types } from "./checks/types.ts";
import { script } from "./tools.ts";

const CHECKS = new Map<string, Check>(Object.entries({
  advisors,
  lint,
  types,
  rollbacks,
  "rollback-data": rollbackData,
  pgtap,
}));

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  let options;
  try {
    options = parseArgs({
      args,
      allowPositionals: true,
      options: { url: { type: "string" }, write: { type: "boolean", default: false } },
    });
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const { values, positionals } = options;
  const unknown = positionals.find((name) => !CHECKS.has(name));
  if (unknown !== undefined) {
    return refuse(`There is no check "${unknown}"; there are ${[...CHECKS.keys()].join(", ")}`);
  }
  const url = values.url ?? (await script("postgres.sh", ["url"])).trim();

  let failed = 0;
  for (const [name, check] of CHECKS) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const started = performance.now();
    const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
    try {
      const summary = await check({ url, write: values.write });
      console.log(`ok      ${name} (${seconds()} s): ${summary}`);
    } catch (error) {
      failed++;
      const text = error instanceof Finding ? error.message : String(error);
      console.log(`FAILED  ${name} (${seconds()} s)\n${text.replaceAll(/^/gm, "        ")}`);
    }
  }
  return failed === 0 ? 0 : 1;
}

function refuse(message: string): number {
  console.error(message);
  return 2;
}
