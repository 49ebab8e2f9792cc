import { z } from "zod";
import { createServices } from "../../shared/apps/services.ts";
import { watchAccounts } from "../../shared/jobs/ingest/watch_accounts.ts";
import { loadConfig } from "../../shared/platform/config.ts";
import { readableAccounts } from "../../shared/resources/accounts.ts";
import { runTask, values } from "./cli.ts";
import { atTarget, findTarget, targetOptions, targetValues } from "./target.ts";
import { stderr } from "./terminal.ts";
import { UsageError } from "./usage.ts";

const line = {
  task: "worker",
  about:
    "Reads all accounts of a provider, again and again, until it is stopped (Ctrl-C): for hosts " +
    "whose functions may not connect to it, and for accounts that are large.",
  argument: { name: "provider", about: "telegram" },
  options: {
    "--pause <seconds>": "between two rounds over all accounts (default 30)",
    "--once": "one round, and then ends",
    ...targetOptions,
  },
  values: z.object({
    provider: z.enum(["telegram"], "must be telegram"),
    pause: z.coerce.number("must be a number of seconds").min(1, "must be at least 1")
      .max(3600, "must be at most 3600").default(30),
    once: values.flag,
    ...targetValues,
  }),
};

await runTask(line, async ({ provider, pause, once, ...options }) => {
  const target = await findTarget(options);
  const given = Deno.env.toObject();
  if (!given["TELEGRAM_API_ID"] || !given["TELEGRAM_API_HASH"] || !given["ENCRYPTION_KEYS"]) {
    throw new UsageError(
      "TELEGRAM_API_ID, TELEGRAM_API_HASH and ENCRYPTION_KEYS are needed: give them the values " +
        "that the functions have",
    );
  }
  const services = createServices(loadConfig({
    ...given,
    SUPABASE_URL: target.url,
    SUPABASE_SECRET_KEY: target.secretKey,
    SUPABASE_PUBLISHABLE_KEY: given["SUPABASE_PUBLISHABLE_KEY"] ?? target.secretKey,
    // This process is the worker that the functions leave it to.
    TELEGRAM_READ_BY: "functions",
  }));
  const end = new AbortController();
  const stop = () => end.abort();
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  try {
    await atTarget(target, () =>
      watchAccounts({
        ...services,
        accounts: () => readableAccounts(services.service, provider),
      }, {
        pause: pause * 1000,
        signal: end.signal,
        after({ accounts, failed }) {
          stderr.line(`Read ${accounts - failed} of ${accounts} accounts`);
          if (once) end.abort();
        },
      }));
  } finally {
    Deno.removeSignalListener("SIGINT", stop);
    Deno.removeSignalListener("SIGTERM", stop);
  }
});
