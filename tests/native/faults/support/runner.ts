/**
 * A worker as a process of its own, so that it can really be killed: `deno run -A runner.ts JSON`.
 * It counts the boundaries of its steps (before and after each call of the database or a provider);
 * at boundary `stopAt` it says so on standard output and waits to be killed.
 */
import type { Rpc, Schema } from "../../../../shared/database/rpc.ts";
import { connectSql } from "../../../support/native/sql_rpc.ts";
import type { RunnerOptions } from "./runner_options.ts";
import { work } from "./work.ts";

const options: RunnerOptions = JSON.parse(Deno.args[0] ?? "null");
const say = (line: object) =>
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(line) + "\n"));

let boundaries = 0;
async function boundary(name: string): Promise<void> {
  boundaries++;
  if (boundaries !== options.stopAt) return;
  say({ at: boundaries, name });
  await new Promise(() => setInterval(() => {}, 60_000));
}

/** A call with a boundary on each side. */
async function step<T>(name: string, call: () => Promise<T>): Promise<T> {
  await boundary(`before ${name}`);
  const result = await call();
  await boundary(`after ${name}`);
  return result;
}

const counted = <S extends Schema>(rpc: Rpc<S>): Rpc<S> => (name, args) =>
  step(name, () => rpc(name, args));
const countedFetch: typeof fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  return step(url.pathname, () => fetch(input, init));
};

await using client = connectSql(options.databaseUrl);
const outside = {
  internal: counted(client.internal),
  public: counted(client.public),
  fetch: countedFetch,
};
for (let run = 0; run < options.runs; run++) {
  try {
    say({ report: await work(options, outside), boundaries });
  } catch (error) {
    say({ failed: error instanceof Error ? error.name : typeof error, boundaries });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
