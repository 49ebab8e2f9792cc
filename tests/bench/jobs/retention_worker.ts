/**
 * A retention worker as a process of its own: `deno run -A retention_worker.ts URL SECONDS`.
 */
import { retainJob } from "../../../shared/jobs/retain/retain_job.ts";
import { runJob } from "../../../shared/jobs/worker/worker.ts";
import { PgVectorStore } from "../../../shared/vector/pg_vector_store.ts";
import { connectSql } from "../../support/native/sql_rpc.ts";
import { benchPlatform } from "./ours.ts";

const [url = "", seconds = "50"] = Deno.args;
await using client = connectSql(url);
const handler = retainJob({
  erase: () => Promise.resolve({ result: "dead", cause: "nothing_is_erased_here" }),
  // Nobody links anything here.
  endUnclaimedGrants: () => Promise.resolve(true),
  internal: client.internal,
  vectors: new PgVectorStore(client.public, client.internal),
  now: () => new Date(),
  monotonic: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
});
await runJob(benchPlatform(client.internal), handler, { budgetSeconds: Number(seconds) });
