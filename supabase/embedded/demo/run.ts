import { createClient } from "@supabase/supabase-js";
import { importSlackExport } from "../../../shared/connectors/slack/import_export.ts";
import { PromptResponse } from "../../../shared/contracts/prompts.ts";
import { ingestEvents } from "../../../shared/events/ingest.ts";
import type { Rpc } from "../../../shared/platform/clients.ts";
import { openExport } from "../export/open.ts";
import { type Progress, stderrProgress } from "../progress.ts";
import { sampleWorkspace } from "../sample/workspace.ts";
import { waitUntilSearchable } from "../searchable.ts";
import { type Stack, startStack } from "../stack.ts";
import { internalRpc } from "../target.ts";

export interface DemoOptions {
  slackExport: string | undefined;
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
  const files = options.slackExport === undefined ? null : await openExport(options.slackExport);
  const started = performance.now();
  progress.update("starting Postgres, Auth, the Data API and the functions");
  const stack = await startStack({
    data: "memory",
    clockNow: options.now.toISOString(),
    demoUser: true,
    envFile: false,
    log: (message) => progress.update(message),
  });
  try {
    progress.done(`a Supabase stack runs in memory, without Docker (${seconds(started)})`);
    const { token, userId } = await signIn(stack);
    const internal = internalRpc(stack);

    if (files) await loadExport(internal, userId, files, progress);
    else await loadSample(internal, userId, options.now, progress);
    const embedding = performance.now();
    await waitUntilSearchable(
      internal,
      (waiting) => progress.update(`${waiting} objects to embed`),
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

async function signIn(stack: Stack): Promise<{ token: string; userId: string }> {
  if (!stack.demo) throw new Error("The stack has no demo user");
  const client = createClient(stack.url, stack.publishableKey, { auth: { persistSession: false } });
  const { data, error } = await client.auth.signInWithPassword(stack.demo);
  if (error) throw new Error(`Signing in failed: ${error.message}`);
  return { token: data.session.access_token, userId: data.user.id };
}

async function loadExport(
  internal: Rpc,
  userId: string,
  files: Awaited<ReturnType<typeof openExport>>,
  progress: Progress,
): Promise<void> {
  const report = await importSlackExport(
    internal,
    userId,
    files,
    ({ read }) => progress.update(`read ${read.messages} messages`),
  );
  progress.done(
    `read ${report.read.messages} Slack messages: ${report.read.events} events, ` +
      `${report.read.noise} joins and the like left out`,
  );
  for (const { path, problem } of report.problems) console.error(`! ${path} ${problem}`);
}

async function loadSample(
  internal: Rpc,
  userId: string,
  now: Date,
  progress: Progress,
): Promise<void> {
  const sample = sampleWorkspace(now);
  const { read } = await importSlackExport(internal, userId, sample.slack, () => {}, {
    ownUserId: sample.ownSlackUserId,
  });
  let others = 0;
  for (const feed of sample.feeds) {
    const { inserted } = await ingestEvents(internal, {
      ...feed,
      user_id: userId,
      source_account_id: null,
    });
    others += inserted;
  }
  progress.done(
    `loaded a sample workspace: ${read.events} Slack messages, ${others} from Telegram, Outlook and calendar`,
  );
}

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
  const body = await response.json();
  if (!response.ok) {
    throw new Error(`"${prompt.slice(0, 80)}" was refused: ${body.detail ?? response.status}`);
  }
  return PromptResponse.parse(body);
}
