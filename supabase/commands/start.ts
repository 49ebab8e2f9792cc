/**
 * Supabase on this machine without Docker. Progress and logs go to standard error, what a person
 * (or with `--json` a program) needs next to standard output.
 */
import { ConfigError } from "../embedded/config.ts";
import { MigrationError } from "../embedded/database/migrate.ts";
import type { Stack } from "../embedded/options.ts";
import { DataFolderError } from "../embedded/state.ts";
import { runTask } from "./cli.ts";
import { startProject } from "./project.ts";
import { ensureDemoUser } from "./start/demo_user.ts";
import { startLog } from "./start/log.ts";
import { startLine } from "./start/options.ts";
import { type LoopbackProviders, startProviders } from "./start/providers.ts";
import { isTimelineEmpty, loadSampleFor } from "./start/sample.ts";
import { welcome } from "./start/welcome.ts";
import { stderr, stdout } from "./terminal.ts";
import { RemedyError } from "./usage.ts";

/** Longest time that an orderly end may take, in milliseconds. */
const STOP_LIMIT = 4500;

await runTask(startLine, async (options) => {
  let stack: Stack | null = null;
  let providers: LoopbackProviders | null = null;
  let stopping = false;
  const stop = async () => {
    // Before the stack is up, and at the second Ctrl-C: the database survives a hard end, and
    // the functions' process ends when this one does.
    if (stack === null || stopping) Deno.exit(0);
    stopping = true;
    stderr.line("Stopping");
    setTimeout(() => Deno.exit(0), STOP_LIMIT);
    await Promise.all([stack.stop(), providers?.stop()])
      .catch((error) => stderr.line(String(error)));
    Deno.exit(0);
  };
  const signals = Deno.build.os === "windows"
    ? ["SIGINT", "SIGBREAK"] as const
    : ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, stop);

  if (options.slackExport !== undefined && !options.providers) {
    throw new RemedyError(
      "--slack-export fills the loopback Slack: add --providers, or use `task import`",
    );
  }
  providers = options.providers ? await startProviders(options.slackExport) : null;
  try {
    stack = await startProject({
      ...options,
      watch: true,
      log: startLog(),
      ...(providers ? { extraEnv: providers.env } : {}),
    });
    await providers?.leadBackTo(stack.url);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new RemedyError(
      `Port ${options.port} is in use; stop what listens there or choose another with --port ` +
        "(--port 0 takes any free one)",
    );
  }
  const demo = await ensureDemoUser(stack);
  let isEmpty = await isTimelineEmpty(stack, demo);
  if (options.sample && isEmpty) {
    await loadSampleFor(stack, demo);
    isEmpty = false;
  } else if (options.sample) {
    stderr.line(`${demo.email} has a timeline already: the sample was left out`);
  }
  if (options.json) {
    stdout.json({
      url: stack.url,
      publishable_key: stack.publishableKey,
      secret_key: stack.secretKey,
      demo,
      ...(providers ? { providers: providers.control } : {}),
    });
  } else {
    stdout.line(welcome(stack, demo, { data: options.data, isEmpty }));
    if (providers) stdout.line(providers.guide());
  }
  return "stay";
}, [DataFolderError, ConfigError, MigrationError]);
