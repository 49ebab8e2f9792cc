import {
  type EmbedMessage,
  EmbedMessage as EmbedMessageSchema,
} from "../../contracts/queue_messages.ts";
import type { Rpc } from "../../database/rpc.ts";
import { type Embedder, EmbeddingError } from "../../models/embedder.ts";
import { refKey, type VectorStore } from "../../vector/vector_store.ts";
import type { Budget } from "../worker/budget.ts";
import { type Job, type JobHandler, type Outcome, WorkRefused } from "../worker/handler.ts";
import { type Cut, groupsOf } from "./groups.ts";
import { type Plan, prepare, refOf } from "./prepare.ts";

/** Seconds until an object that is being written to is looked at again. */
const secondLook = 2;

/**
 * Embeds the objects that the messages name, up to 100 at a time: long text in chunks, what is
 * stored already with the same hash not at all. What it embeds it stores as it goes, group by
 * group, each of which counts as a slice of the budget. An object that is gone or says nothing any
 * more is forgotten. A provider that refuses every text ends the run.
 */
export function embedJob(
  internal: Rpc,
  embedder: Embedder,
  vectors: VectorStore,
): JobHandler<EmbedMessage> {
  return {
    queue: "embed",
    schema: EmbedMessageSchema,
    sliceSize: 100,
    // Slices and the groups in them, of 40 chunks each.
    slicesPerRun: 50,
    maxAttempts: 8,
    async handle(jobs, budget) {
      const messages = jobs.map((job) => job.message);
      const plan = await prepare(internal, embedder.model, vectors, messages);
      return await embedAll(embedder, vectors, jobs, plan, budget);
    },
  };
}

async function embedAll(
  embedder: Embedder,
  vectors: VectorStore,
  jobs: Job<EmbedMessage>[],
  { toEmbed, again }: Plan,
  budget: Budget,
): Promise<Outcome[]> {
  const failed = new Map<string, EmbeddingError>();
  const open = new Set(toEmbed.map(({ object }) => refKey(object)));
  let busy: EmbeddingError | undefined;
  let first = true;
  for await (const group of groupsOf(toEmbed)) {
    // The first group belongs to the slice that was asked for already.
    if (!first && !budget.left()) break;
    first = false;
    for (const { object } of group) open.delete(refKey(object));
    const result = await embedGroup(embedder, vectors, group);
    for (const key of result.leftOut) again.add(key);
    for (const [key, error] of result.failed) {
      failed.set(key, error);
      if (error.retryable) busy = error;
    }
    if (busy) break;
  }
  // A busy provider is not asked again for the rest of the slice.
  if (busy) { for (const key of open) failed.set(key, busy); }

  return jobs.map(({ id, message }): Outcome => {
    const key = refKey(refOf(message));
    const error = failed.get(key);
    if (error) return { id, ...endingOf(error) };
    if (open.has(key)) return { id, result: "released" };
    return again.has(key)
      ? { id, result: "done", next: [{ queue: "embed", message, delaySeconds: secondLook }] }
      : { id, result: "done" };
  });
}

function endingOf(error: EmbeddingError) {
  if (!error.retryable) return { result: "dead" as const, cause: error.code };
  const { code: cause, retryAfterSeconds } = error;
  return {
    result: "retry" as const,
    cause,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** By `refKey`: what the provider refused, and what the store left out. */
interface GroupResult {
  failed: Map<string, EmbeddingError>;
  leftOut: string[];
}

/** Embeds a group in one go; where the provider refuses it, halves find the object that it refuses. */
async function embedGroup(
  embedder: Embedder,
  vectors: VectorStore,
  group: Cut[],
): Promise<GroupResult> {
  let embedded: number[][];
  try {
    embedded = await embedder.embed(group.flatMap((item) => item.texts));
  } catch (error) {
    if (!(error instanceof EmbeddingError)) throw error;
    if (error.refused) throw new WorkRefused(error.code);
    if (error.retryable || group.length === 1) {
      return { failed: new Map(group.map((item) => [refKey(item.object), error])), leftOut: [] };
    }
    const middle = group.length >> 1;
    const one = await embedGroup(embedder, vectors, group.slice(0, middle));
    const other = await embedGroup(embedder, vectors, group.slice(middle));
    return {
      failed: new Map([...one.failed, ...other.failed]),
      leftOut: [...one.leftOut, ...other.leftOut],
    };
  }
  let next = 0;
  const { leftOut } = await vectors.store(group.map(({ object, texts }) => {
    const chunks = embedded.slice(next, next + texts.length);
    next += texts.length;
    return { ...object, chunks };
  }));
  return { failed: new Map(), leftOut: leftOut.map(refKey) };
}
