import { supabaseCli } from "./supabase_cli.ts";
import type { PlanStep } from "./step.ts";

/**
 * Every function of config.toml, uploaded by the Supabase CLI with the files that it imports. What
 * the project has beyond them is named and stays.
 */
export const planFunctions: PlanStep = async ({ management, config, ref, log }) => {
  const present = new Set((await management.functions()).map(({ slug }) => slug));
  const names = [...config.functions.keys()].sort();
  const others = [...present].filter((name) => !config.functions.has(name));
  if (others.length > 0) {
    log(`The project has functions of others, which stay: ${others.join(", ")}`);
  }
  return {
    title: "Functions",
    changes: names.map((name) => `${present.has(name) ? "upload" : "make"} ${name}`),
    apply: () => supabaseCli(["functions", "deploy", ...names, "--use-api", `--remote=${ref}`]),
  };
};
