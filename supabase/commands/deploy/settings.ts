import { parseEnv } from "node:util";
import { CONFIG_VARIABLES, ConfigError, loadConfig } from "../../../shared/platform/config.ts";
import { RemedyError } from "../usage.ts";

/** The file that is read unless another is named. */
export const SETTINGS_FILE = ".env.production";

/**
 * The functions' variables of a hosted project, from a file written as `.env.example`. Empty lines
 * mean "not set" and change nothing; ENVIRONMENT is production unless the file says otherwise.
 *
 * @returns null where no file was named and there is none at the usual place
 * @throws {RemedyError} that names every variable that is unknown, malformed or reserved
 */
export async function readSettings(
  named: string | undefined,
): Promise<Record<string, string> | null> {
  const path = named ?? SETTINGS_FILE;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    if (named === undefined) return null;
    throw new RemedyError(`There is no file ${path}: copy .env.example there and fill it in`);
  }
  const settings: Record<string, string> = { ENVIRONMENT: "production" };
  for (const [name, value] of Object.entries(parseEnv(text))) if (value) settings[name] = value;
  const faults = faultsOf(settings);
  if (faults.length > 0) {
    throw new RemedyError(
      `${path} is not usable:\n${faults.map((line) => `- ${line}`).join("\n")}`,
    );
  }
  return settings;
}

/** What is wrong with the variables of a hosted project, a line each. */
export function faultsOf(settings: Readonly<Record<string, string>>): string[] {
  const names = Object.keys(settings);
  const known = new Set<string>(CONFIG_VARIABLES);
  const faults = names.flatMap((name) =>
    name.startsWith("SUPABASE_")
      ? [`${name} is the platform's own: take it out`]
      : known.has(name)
      ? []
      : [`${name} is no variable of the functions: see .env.example`]
  );
  for (const group of TOGETHER) {
    const missing = group.filter((name) => !settings[name]);
    if (missing.length > 0 && missing.length < group.length) {
      const given = group.filter((name) => settings[name]);
      faults.push(`${missing.join(" and ")} is missing: ${given.join(" and ")} needs it`);
    }
  }
  try {
    // The platform gives the functions their address and keys; here they only have to be there.
    loadConfig({
      ...Object.fromEntries(names.filter((name) => known.has(name)).map((n) => [n, settings[n]])),
      SUPABASE_URL: "https://project.supabase.co",
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_",
      SUPABASE_SECRET_KEY: "sb_secret_",
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.push(...error.message.split("\n").slice(1).map((line) => line.replace(/^- /, "")));
  }
  return faults;
}

/** Variables of which one alone is of no use. */
const TOGETHER = [
  ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_REDIRECT_URI"],
  ["OUTLOOK_CLIENT_ID", "OUTLOOK_CLIENT_SECRET", "OUTLOOK_REDIRECT_URI"],
  ["TELEGRAM_API_ID", "TELEGRAM_API_HASH"],
] as const;

/** Without these no account can be linked. */
export const REQUIRED = ["ENCRYPTION_KEYS"] as const;

/** SHA-256 in hex, as the platform shows a secret. */
export async function digestOf(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
