/**
 * `deno task start`: Supabase on this machine without Docker. Progress and logs go to standard
 * error, what a person (or with `--json` a program) needs next to standard output.
 */
import { parseArgs } from "node:util";
import { ConfigError } from "./config.ts";
import { MigrationError } from "./database/migrate.ts";
import { type Stack, startStack } from "./stack.ts";
import { DataFolderError } from "./state.ts";
import { welcome } from "./welcome.ts";

const HELP = `Starts the whole stack on 127.0.0.1: Postgres, Auth, the Data API, the functions,
schedules and a local embedding model. No Docker, no account, no key.

Usage: deno task start [options]

  --port N       Port to listen on (default 54321; 0 for any free one)
  --data DIR     Folder that keeps the data (default .prometheus/data),
                 or "memory" to forget everything at the end
  --json         When ready, print one line of JSON and nothing else:
                 {"url", "publishable_key", "secret_key", "demo": {"email", "password"}}
  --help         Print this
`;

/** Longest time that an orderly end may take, in milliseconds. */
const STOP_LIMIT = 4500;

interface Options {
  port: number;
  data: string;
  json: boolean;
}

/** The command line cannot be understood; the message names the flag. */
class UsageError extends Error {
  override name = "UsageError";
}

function readOptions(args: string[]): Options | "help" {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        port: { type: "string", default: "54321" },
        data: { type: "string", default: ".prometheus/data" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${reason}; see --help`);
  }
  if (values.help) return "help";
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65535) {
    throw new UsageError(`--port must be a number from 0 to 65535, not "${values.port}"`);
  }
  if (values.data === "") throw new UsageError('--data must be a folder or "memory"');
  return { port, data: values.data, json: values.json };
}

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
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, stop);
  }

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
