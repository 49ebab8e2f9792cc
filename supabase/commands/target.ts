import { join } from "node:path";
import { z } from "zod";
import { serviceClient } from "../../shared/database/clients.ts";
import { type Rpc, rpcOver } from "../../shared/database/rpc.ts";
import { values } from "./cli.ts";
import { RemedyError, TASK, UsageError } from "./usage.ts";

/** Where a running project is, and the key that the service uses. */
export interface Target {
  url: string;
  secretKey: string;
}

/** Where `task start` keeps its data unless it is told otherwise. */
export const DATA_FOLDER = ".prometheus/data";

/** Options by which a command is told its target. */
export const targetOptions = {
  "--data <folder>": `data folder of the running \`${TASK} start\` (default ${DATA_FOLDER})`,
  "--url <url>": "instead of --data: the project, with --secret-key",
  "--secret-key <key>": "its secret key (sb_secret_...)",
};

/** Their values. */
export const targetValues = {
  data: values.text.optional(),
  url: values.url.optional(),
  secretKey: values.text.optional(),
};

const running = z.object({ url: z.url(), secret_key: z.string().min(1) });

/**
 * The project that a command works on: named by `--url` and `--secret-key`, by SUPABASE_URL and
 * SUPABASE_SECRET_KEY, or the one that `task start` runs on the data folder.
 *
 * @throws {UsageError} when the options do not name one
 * @throws {RemedyError} when none runs
 */
export async function findTarget(given: {
  url?: string | undefined;
  secretKey?: string | undefined;
  data?: string | undefined;
}): Promise<Target> {
  if (given.data && given.url) {
    throw new UsageError("--data and --url exclude each other: each of them names the project");
  }
  const url = given.url ?? Deno.env.get("SUPABASE_URL");
  const secretKey = given.secretKey ?? Deno.env.get("SUPABASE_SECRET_KEY");
  if (url && secretKey && !given.data) return { url: url.replace(/\/+$/, ""), secretKey };
  if (given.url) throw new UsageError("--url needs --secret-key, or SUPABASE_SECRET_KEY");

  const file = join(given.data ?? DATA_FOLDER, "stack.json");
  const state = running.safeParse(await readJson(file));
  if (!state.success) {
    throw new RemedyError(
      `No running project found in ${file}: start one with \`${TASK} start\`, or name one with ` +
        "--url and --secret-key",
    );
  }
  return { url: state.data.url, secretKey: state.data.secret_key };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(file));
  } catch {
    return null;
  }
}

/**
 * Does work at a target, and says so in a sentence when nothing answers there, before or halfway.
 *
 * @throws {RemedyError} when no stack answers
 */
export async function atTarget<T>(target: Target, work: () => Promise<T>): Promise<T> {
  await assertAnswers(target);
  try {
    return await work();
  } catch (error) {
    await assertAnswers(target);
    throw error;
  }
}

/** Milliseconds that a target may take to answer at all. */
const ANSWER_LIMIT = 15_000;

async function assertAnswers({ url, secretKey }: Target): Promise<void> {
  let status: number;
  try {
    const response = await fetch(`${url}/auth/v1/health`, {
      headers: { apikey: secretKey },
      signal: AbortSignal.timeout(ANSWER_LIMIT),
    });
    status = response.status;
    await response.body?.cancel();
  } catch {
    throw new RemedyError(`No stack answers at ${url}: start it with \`${TASK} start\``);
  }
  if (status === 401) {
    throw new RemedyError(`The project at ${url} refuses the key: check --secret-key`);
  }
}

/** Service-only SQL functions of the target. */
export function internalRpc(target: Target): Rpc {
  return rpcOver(serviceOf(target), "internal");
}

/** The Data API of the target as the service. */
export function serviceOf(target: Target): ReturnType<typeof serviceClient> {
  const supabase = {
    url: target.url,
    publishableKey: target.secretKey,
    secretKey: target.secretKey,
    secretKeys: [target.secretKey],
  };
  return serviceClient({ supabase }, globalThis.fetch);
}
