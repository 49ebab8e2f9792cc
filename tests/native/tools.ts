import { fileURLToPath } from "node:url";

/** The project folder, with a trailing slash. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const BIN = "/usr/lib/postgresql/17/bin";

/** What a command printed, and how it ended. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Set beside the environment of this process. */
  env?: Record<string, string>;
  input?: string;
}

/** Runs a command in the project folder and waits for it. */
export async function run(
  command: string,
  args: readonly string[],
  { env = {}, input }: RunOptions = {},
): Promise<Outcome> {
  const child = new Deno.Command(command, {
    args: [...args],
    env: { DO_NOT_TRACK: "1", NO_COLOR: "1", ...env },
    cwd: ROOT,
    stdin: input === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (input !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

/**
 * Runs a command and returns what it printed on stdout.
 *
 * @throws Error with the end of its stderr when it fails
 */
export async function output(
  command: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) {
    throw new Error(`${command} ${args[0] ?? ""} failed (${code}): ${stderr.trim().slice(-2000)}`);
  }
  return stdout;
}

/** Runs a script of this folder, for example `postgres.sh`. */
export function script(name: string, args: readonly string[], options?: RunOptions) {
  return output("bash", [`tests/native/${name}`, ...args], options);
}

/** The Supabase CLI against a database. Its exit code is the caller's business. */
export function supabase(args: readonly string[], url: string): Promise<Outcome> {
  return run("bash", ["tests/native/supabase.sh", ...args, `--remote=${url}`]);
}

/** `undefined` where the text is no JSON, so that a schema can say what was expected. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The connection as the variables that libpq reads: a password stays out of the process list. */
export function connectionEnv(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: pathname.slice(1),
    PGSSLMODE: "disable",
  };
}

/** Runs SQL as one transaction, or not at all, and returns unaligned rows. */
export function sql(url: string, text: string): Promise<string> {
  const args = ["-XAtq", "-v", "ON_ERROR_STOP=1", "-1", "-f", "-"];
  return output(`${BIN}/psql`, args, { env: connectionEnv(url), input: text });
}

/** Runs a SQL file as one transaction; an error names the file and its line. */
export async function sqlFile(url: string, path: string): Promise<void> {
  const args = ["-XAtq", "-v", "ON_ERROR_STOP=1", "-1", "-f", path];
  await output(`${BIN}/psql`, args, { env: connectionEnv(url) });
}

/** `pg_dump` of all that is not data. */
export function dumpSchema(url: string): Promise<string> {
  const args = ["--schema-only", "--exclude-schema=supabase_migrations"];
  return output(`${BIN}/pg_dump`, args, { env: connectionEnv(url) });
}
