import { parseArgs } from "node:util";
import { UsageError } from "../usage.ts";

/** What `--help` prints. */
export const HELP =
  `Starts the whole stack on 127.0.0.1: Postgres, Auth, the Data API, the functions,
schedules and a local embedding model. No Docker, no account, no key.

Usage: deno task start [options]

  --port N       Port to listen on (default 54321; 0 for any free one)
  --data DIR     Folder that keeps the data (default .prometheus/data),
                 or "memory" to forget everything at the end
  --json         When ready, print one line of JSON and nothing else:
                 {"url", "publishable_key", "secret_key", "demo": {"email", "password"}}
  --help         Print this
`;

/** What the command line asks for. */
export interface Options {
  port: number;
  /** A folder, or "memory". */
  data: string;
  json: boolean;
}

/** @throws UsageError where it cannot be understood */
export function readOptions(args: string[]): Options | "help" {
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
    throw new UsageError(`${reason.replace(/\s+/g, " ")}; see --help`);
  }
  if (values.help) return "help";
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65535) {
    throw new UsageError(`--port must be a number from 0 to 65535, not "${values.port}"`);
  }
  if (values.data === "") throw new UsageError('--data must be a folder or "memory"');
  return { port, data: values.data, json: values.json };
}
