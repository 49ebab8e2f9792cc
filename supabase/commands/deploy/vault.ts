import { z } from "zod";
import { RemedyError } from "../usage.ts";
import { hasRelation } from "./database.ts";
import type { Management } from "./management.ts";
import { digestOf } from "./settings.ts";
import type { PlanStep } from "./step.ts";

const stored = z.object({ name: z.string(), digest: z.string() });

/** What the database needs to wake the job functions: their address, and the key that opens them. */
export const planVault: PlanStep = async (deployment) => {
  const { management, projectUrl } = deployment;
  const wanted = { project_url: projectUrl, secret_key: await secretKeyOf(management) };
  const present = new Map<string, string>();
  if (await hasRelation(deployment, "vault.decrypted_secrets")) {
    const rows = await management.query(
      stored,
      `select s.name, encode(sha256(convert_to(s.decrypted_secret, 'UTF8')), 'hex') as digest
       from vault.decrypted_secrets s where s.name in ('project_url', 'secret_key')`,
    );
    for (const { name, digest } of rows) present.set(name, digest);
  }
  const lacking: [string, string][] = [];
  for (const [name, value] of Object.entries(wanted)) {
    if (present.get(name) !== await digestOf(value)) lacking.push([name, value]);
  }
  return {
    title: "Vault",
    changes: lacking.map(([name]) => `${present.has(name) ? "change" : "store"} ${name}`),
    apply: async () => {
      for (const [name, value] of lacking) {
        // One statement, so that a run that was cut off leaves either the old value or the new one.
        await management.query(
          z.unknown(),
          `select count(case when s.id is null then vault.create_secret($2::text, $1::text)::text
             else vault.update_secret(s.id, $2::text)::text end)
           from (select 1) as one left join vault.secrets s on s.name = $1::text`,
          [name, value],
        );
      }
    },
  };
};

/** The project's default secret key, or on older projects its service role key. */
async function secretKeyOf(management: Management): Promise<string> {
  const keys = await management.apiKeys();
  const secret = keys.filter(({ type }) => type === "secret");
  const chosen = secret.find(({ name }) => name === "default") ?? secret[0] ??
    keys.find(({ name }) => name === "service_role");
  // A token that may not reveal keys gets them with their middle hidden.
  if (chosen?.api_key && /^[\w.-]+$/.test(chosen.api_key)) return chosen.api_key;
  throw new RemedyError(
    chosen === undefined
      ? "The project has no secret key: make one under Project settings, API keys"
      : "SUPABASE_ACCESS_TOKEN may not read the project's secret key: allow it " +
        "api_gateway_keys_secret_read",
  );
}
