import { z } from "zod";
import { RemedyError } from "../usage.ts";
import type { Deployment, PlanStep } from "./step.ts";
import { supabaseCli } from "./supabase_cli.ts";

const present = z.object({ present: z.boolean() });

/** Whether the project has a table or view of this name, with its schema. */
export async function hasRelation(
  { management }: Pick<Deployment, "management">,
  name: string,
): Promise<boolean> {
  const [row] = await management.query(
    present,
    "select to_regclass($1::text) is not null as present",
    [name],
  );
  return row?.present ?? false;
}

/** The migrations that the project lacks, applied by the Supabase CLI in their order. */
export const planDatabase: PlanStep = async (deployment) => {
  const { management, migrations, ref } = deployment;
  const applied = await hasRelation(deployment, "supabase_migrations.schema_migrations")
    ? (await management.query(
      z.object({ version: z.string() }),
      "select version from supabase_migrations.schema_migrations order by version",
    )).map(({ version }) => version)
    : [];
  const known = new Set(migrations.map(({ version }) => version));
  const unknown = applied.filter((version) => !known.has(version));
  if (unknown.length > 0) {
    throw new RemedyError(
      `The project has migrations that this checkout does not: ${unknown.join(", ")}. ` +
        "Deploy the version that made them, or a newer one",
    );
  }
  const done = new Set(applied);
  const pending = migrations.filter(({ version }) => !done.has(version));
  return {
    title: "Database",
    changes: pending.map(({ file }) => `apply ${file}`),
    apply: async () => {
      const { target, secret } = remoteOf(deployment.databaseUrl, ref);
      await supabaseCli(["db", "push", `--remote=${target}`], secret);
    },
  };
};

/** The CLI's target; a password goes by the environment. */
function remoteOf(
  url: string | undefined,
  ref: string,
): { target: string; secret: Record<string, string> } {
  if (url === undefined) return { target: ref, secret: {} };
  const target = new URL(url);
  const password = decodeURIComponent(target.password);
  target.password = "";
  return { target: target.href, secret: password === "" ? {} : { PGPASSWORD: password } };
}
