import { z } from "zod";
import { encodeCursor } from "../contracts/pages.ts";
import {
  Intent,
  type PromptPage,
  type PromptQuery,
  type PromptResponse,
  StoredPrompt,
} from "../contracts/prompts.ts";
import type { Rpc } from "../database/rpc.ts";
import type { User } from "../http/auth.ts";
import { notFound } from "../http/errors.ts";
import { problemFor } from "../http/failure.ts";
import { errorFields, type Logger } from "../platform/logger.ts";

/** Answers that are in memory at once when all are read. */
const wholePage = 20;

const rows = z.array(z.looseObject({
  id: z.guid(),
  prompt: z.string(),
  intent: Intent,
  created_at: z.string(),
}));
const page = z.object({ rows, total: z.number().int() });

/**
 * Keeps an answer, unless it is too large to be kept or cites what went meanwhile. For an app that
 * the person let in nothing is kept.
 */
export async function storePrompt(
  internal: Rpc,
  user: Pick<User, "id" | "clientId">,
  prompt: string,
  answer: PromptResponse,
  usage: { inputTokens: number; outputTokens: number; cost: number | null },
): Promise<void> {
  if (user.clientId !== null) return;
  await internal("store_prompt", {
    for_user: user.id,
    prompt_id: answer.prompt_id,
    prompt,
    answer,
    source_refs: answer.citations.map(({ type, id, source }) => ({ type, id, source })),
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cost: usage.cost,
  });
}

/** Counts a prompt that ended with a fault of ours or of a provider's; never throws. */
export async function countFailedPrompt(
  { internal, log }: { internal: Rpc; log: Pick<Logger, "warning"> },
  error: unknown,
): Promise<void> {
  const { status, code } = problemFor(error instanceof Error ? error : new Error());
  if (status < 500) return;
  try {
    await internal("count_up", { metric: "prompts_failed_total", labels: { code } });
  } catch (uncounted) {
    // The database may be what failed.
    log.warning("failed prompt not counted", errorFields(uncounted));
  }
}

/** A page of one's own prompts, newest first. */
export async function listPrompts(
  internal: Rpc,
  userId: string,
  query: PromptQuery,
): Promise<PromptPage> {
  const [created, id] = query.cursor ?? [null, null];
  const read = page.parse(
    await internal("list_prompts", {
      for_user: userId,
      // One more than asked for tells whether there is another page.
      page_size: query.limit + 1,
      after_created_at: created,
      after_id: id,
    }),
  );
  const shown = read.rows.slice(0, query.limit);
  const last = read.rows.length > shown.length ? shown.at(-1) : undefined;
  return {
    prompts: shown.map(({ id, prompt, intent, created_at }) => ({
      id,
      prompt,
      intent,
      created_at: new Date(created_at).toISOString(),
    })),
    total: read.total,
    next_cursor: last ? encodeCursor([last.created_at, last.id]) : null,
  };
}

/** All of a person's prompts with their answers, newest first. */
export async function* promptRows(internal: Rpc, userId: string) {
  let after: z.infer<typeof rows>[number] | undefined;
  for (;;) {
    const read = page.parse(
      await internal("list_prompts", {
        for_user: userId,
        page_size: wholePage,
        after_created_at: after?.created_at ?? null,
        after_id: after?.id ?? null,
        whole: true,
      }),
    );
    yield* read.rows;
    if (read.rows.length < wholePage) return;
    after = read.rows.at(-1);
  }
}

/** @throws {ProblemError} 404 when it is absent, expired or somebody else's. */
export async function getPrompt(internal: Rpc, userId: string, id: string): Promise<StoredPrompt> {
  const found = await findPrompt(internal, userId, id);
  if (!found) throw notFound("prompt");
  return found;
}

/** One's own prompt and its answer; null where there is none. */
export async function findPrompt(
  internal: Rpc,
  userId: string,
  id: string,
): Promise<StoredPrompt | null> {
  return StoredPrompt.nullable().parse(
    await internal("read_prompt", { for_user: userId, prompt_id: id }),
  );
}
