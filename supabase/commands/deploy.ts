import { fileURLToPath } from "node:url";
import { z } from "zod";
import { readConfig } from "../embedded/config.ts";
import { readMigrations } from "../embedded/database/migrate.ts";
import { runTask, values } from "./cli.ts";
import { createManagement } from "./deploy/management.ts";
import { applyPlan, makePlan, showPlan } from "./deploy/plan.ts";
import { readProfile } from "./deploy/profile.ts";
import { readSettings, SETTINGS_FILE } from "./deploy/settings.ts";
import { safeLine, stderr, stdout } from "./terminal.ts";
import { RemedyError, UsageError } from "./usage.ts";

const line = {
  task: "deploy",
  about:
    "Brings this checkout to a hosted project: migrations, Data API, secrets, functions, Vault; " +
    "then checks schedules and answers. What the project has already is left alone, so a run that " +
    "was cut off is run again. Needs SUPABASE_ACCESS_TOKEN.",
  options: {
    "--project <ref>": "the project's reference, 20 letters (its settings, General)",
    "--env-file <file>":
      `variables of the functions, written as .env.example (default ${SETTINGS_FILE}; where there ` +
      "is none, the project's stay as they are)",
    "--dry-run": "print what would be done, and do nothing",
    "--yes": "do not ask",
  },
  values: z.object({
    project: z.string("is missing: the project's reference, 20 letters").regex(
      /^[a-z]{20}$/,
      "must be 20 lower-case letters",
    ),
    envFile: values.text.optional(),
    dryRun: values.flag,
    yes: values.flag,
  }),
};

await runTask(line, async (options) => {
  if (!options.dryRun && !options.yes && !Deno.stdin.isTerminal()) {
    throw new UsageError("--yes is missing: nobody can be asked here; or use --dry-run");
  }
  const token = Deno.env.get("SUPABASE_ACCESS_TOKEN") ?? "";
  if (!/^sbp_\w+$/.test(token)) {
    throw new RemedyError(
      "SUPABASE_ACCESS_TOKEN must hold an access token (sbp_...): make one under Account, Access " +
        "tokens, for this project alone; docs/SETUP.md names what it must be allowed",
    );
  }
  const profile = await readProfile(Deno.env.get("SUPABASE_PROFILE"));
  const settings = await readSettings(options.envFile);
  const projectUrl = `https://${options.project}.${profile.projectHost}`;
  const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const plan = await makePlan({
    ref: options.project,
    management: createManagement({ apiUrl: profile.apiUrl, token, ref: options.project }),
    config: await readConfig(
      root("supabase/config.toml"),
      root("supabase/functions"),
      (text) => stderr.line(text),
    ),
    migrations: await readMigrations(root("supabase/migrations")),
    settings,
    databaseUrl: Deno.env.get("SUPABASE_DB_URL") || undefined,
    projectUrl,
    publicUrl: (settings?.PUBLIC_URL ?? projectUrl).replace(/\/+$/, ""),
    log: (text) => stderr.line(`  ${text}`),
  });
  stdout.line(showPlan(plan));
  if (options.dryRun) return stdout.line("\nNothing was changed");
  const question = `Do this to ${plan.project} (${options.project})?`;
  if (!options.yes && !confirm(safeLine(question))) return stdout.line("Nothing was changed");
  await applyPlan(plan, (text) => stdout.line(text));
  stdout.line(`\nDeployed to ${projectUrl}`);
});
