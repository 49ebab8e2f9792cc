import { type Rpc, rpcOver } from "../../shared/database/rpc.ts";
import { join } from "node:path";
import { z } from "zod";
import { serviceClient } from "../../shared/database/clients.ts";
import { UsageError } from "./usage.ts";

/** Where a running project is, and the key that the service uses. */
export interface Target {
  url: string;
  secretKey: string;
}

const running = z.object({ url: z.url(), secret_key: z.string().min(1) });

/**
 * The project that a command works on: named by `--url` and `--secret-key`, by SUPABASE_URL and
 * SUPABASE_SECRET_KEY, or the one that `deno task start` runs on the data folder.
 *
 * @throws {UsageError} when none is named and none runs
 */
export async function findTarget(given: {
  url?: string | undefined;
  secretKey?: string | undefined;
  data?: string | undefined;
}): Promise<Target> {
  const url = given.url ?? Deno.env.get("SUPABASE_URL");
  const secretKey = given.secretKey ?? Deno.env.get("SUPABASE_SECRET_KEY");
  if (url && secretKey && !given.data) return { url: url.replace(/\/+$/, ""), secretKey };
  if (given.url) throw new UsageError("--url needs --secret-key, or SUPABASE_SECRET_KEY");

  const file = join(given.data ?? ".prometheus/data", "stack.json");
  const text = await Deno.readTextFile(file).catch(() => null);
  const state = text === null ? null : running.safeParse(JSON.parse(text));
  if (!state?.success) {
    throw new UsageError(
      `No running project found in ${file}: run \`deno task start\` first, or name one with --url and --secret-key`,
    );
  }
  return { url: state.data.url, secretKey: state.data.secret_key };
}

/** Service-only SQL functions of the target. */
export function internalRpc(target: Target): Rpc {
  const supabase = {
    url: target.url,
    publishableKey: target.secretKey,
    secretKey: target.secretKey,
  };
  return rpcOver(serviceClient({ supabase }, globalThis.fetch), "internal");
}
