import { z } from "zod";
import { PromptResponse } from "../../../shared/contracts/prompts.ts";
import type { Stack } from "../../embedded/options.ts";
import { openExport } from "../export/open.ts";
import { isAlarming, parseLogLine, readable } from "../log_lines.ts";
import { stderrProgress } from "../progress.ts";
import { startProject } from "../project.ts";
import { waitUntilSearchable } from "../searchable.ts";
import { signIn } from "../sign_in.ts";
import { ensureDemoUser } from "../start/demo_user.ts";
import { internalRpc, serviceOf } from "../target.ts";
import { RemedyError } from "../usage.ts";
import { loadExport, loadSample } from "./load.ts";

export interface DemoOptions {
  slackExport?: string | undefined;
  /** The person's own Slack id in the export. */
  slackUser?: string | undefined;
  /** IANA name. */
  timezone?: string | undefined;
  now: Date;
  prompts: string[];
}

/**
 * Starts a stack in memory, reads the messages, and asks each prompt over HTTP as a signed-in
 * person. Returns the response bodies; everything it started has ended by then.
 */
export async function runDemo(
  options: DemoOptions,
  onAnswer: (prompt: string, answer: PromptResponse) => void,
): Promise<PromptResponse[]> {
  const progress = stderrProgress();
  // A wrong path is said before anything is started.
  using files = options.slackExport === undefined ? null : await openExport(options.slackExport);
  const started = performance.now();
  progress.update("starting Postgres, Auth, the Data API and the functions");
  const stack = await startProject({
    data: "memory",
    clockNow: options.now.toISOString(),
    envFile: false,
    log: (message) => {
      const line = parseLogLine(message);
      if (line === null) progress.update(message);
      else if (isAlarming(line)) progress.done(readable(line));
    },
  });
  try {
    const demo = await ensureDemoUser(stack);
    progress.done(`a Supabase stack runs in memory, without Docker (${seconds(started)})`);
    const { token, userId } = await signIn(stack, demo);
    const internal = internalRpc(stack);
    if (options.timezone !== undefined) await setTimezone(stack, userId, options.timezone);

    if (files) await loadExport(internal, userId, files, progress, options.slackUser);
    else await loadSample(internal, userId, options.now, progress);
    const embedding = performance.now();
    await waitUntilSearchable(
      internal,
      userId,
      (done, total) => progress.count("embedded", done, total),
    );
    progress.done(`embedded and searchable (${seconds(embedding)})`);

    const answers: PromptResponse[] = [];
    for (const prompt of options.prompts) {
      const asked = performance.now();
      const answer = await ask(stack, token, prompt);
      progress.done(`asked "${prompt}" (${seconds(asked)})`);
      answers.push(answer);
      onAnswer(prompt, answer);
    }
    return answers;
  } finally {
    await stack.stop();
  }
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

async function setTimezone(stack: Stack, userId: string, timezone: string): Promise<void> {
  const { error } = await serviceOf(stack).from("users").update({ timezone }).eq("id", userId);
  if (error) throw new RemedyError(`--timezone was refused: ${error.message}`);
}

const problem = z.object({ detail: z.string() });

async function ask(stack: Stack, token: string, prompt: string): Promise<PromptResponse> {
  const response = await fetch(`${stack.url}/functions/v1/prompts`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      apikey: stack.publishableKey,
      "content-type": "application/json",
    },
    body: JSON.stringify({ prompt }),
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const reason = problem.safeParse(body).data?.detail ?? `status ${response.status}`;
    throw new RemedyError(`"${prompt.slice(0, 80)}" was refused: ${reason}`);
  }
  return PromptResponse.parse(body);
}
