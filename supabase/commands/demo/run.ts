import { createClient } from "@supabase/supabase-js";
import { PromptResponse } from "../../../shared/contracts/prompts.ts";
import { openExport } from "../export/open.ts";
import { stderrProgress } from "../progress.ts";
import { waitUntilSearchable } from "../searchable.ts";
import { type Stack, startStack } from "../../embedded/stack.ts";
import { internalRpc } from "../target.ts";
import { loadExport, loadSample } from "./load.ts";

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
