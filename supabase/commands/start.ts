/**
 * `deno task start`: Supabase on this machine without Docker. Progress and logs go to standard
 * error, what a person (or with `--json` a program) needs next to standard output.
 */
import { ConfigError } from "../embedded/config.ts";
import { MigrationError } from "../embedded/database/migrate.ts";
import { HELP, readOptions } from "./start/options.ts";
import { UsageError } from "./usage.ts";
import { type Stack, startStack } from "../embedded/stack.ts";
import { DataFolderError } from "../embedded/state.ts";
import { welcome } from "./start/welcome.ts";

/** Longest time that an orderly end may take, in milliseconds. */
const STOP_LIMIT = 4500;

async function main(args: string[]): Promise<void> {
  const print = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(text));
  // Standard output belongs to the result; whatever a library prints is a log.
  console.log = console.info = console.debug = console.error;

  const options = readOptions(args);
  if (options === "help") return void print(HELP);

  let stack: Stack | null = null;
  let stopping = false;
  const stop = async () => {
    // Before the stack is up, and at the second Ctrl-C: the database survives a hard end, and
    // the functions' process ends when this one does.
    if (stack === null || stopping) Deno.exit(0);
    stopping = true;
    console.error("Stopping");
    setTimeout(() => Deno.exit(0), STOP_LIMIT);
    await stack.stop().catch((error) => console.error(error));
    Deno.exit(0);
  };
  const signals = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"] as const
    : ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, stop);

  try {
    stack = await startStack({
      port: options.port,
      data: options.data,
      demoUser: true,
      log: (message) => console.error(message),
    });
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new UsageError(
      `Port ${options.port} is in use; stop what listens there or choose another with --port`,
    );
  }
  print(
    options.json
      ? JSON.stringify({
        url: stack.url,
        publishable_key: stack.publishableKey,
        secret_key: stack.secretKey,
        demo: stack.demo,
      }) + "\n"
      : welcome(stack, options.data),
  );
}

/** One line for what a person can mend, everything for what is a defect. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const mendable = [UsageError, DataFolderError, ConfigError, MigrationError]
    .some((kind) => error instanceof kind);
  return mendable ? error.message : error.stack ?? error.message;
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    console.error(explain(error));
    Deno.exit(1);
  }
}
