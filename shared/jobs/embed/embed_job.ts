import type { Rpc } from "../../database/rpc.ts";
import { z } from "zod";
import { Source } from "../../contracts/events.ts";
import {
  type EmbedMessage,
  EmbedMessage as EmbedMessageSchema,
  ObjectType,
} from "../../contracts/queue_messages.ts";
import { chunkText } from "../../models/chunking.ts";
import { type Embedder, EmbeddingError } from "../../models/embedder.ts";
import { textHash } from "../../models/text_hash.ts";
import {
  type EmbeddedObject,
  type ObjectRef,
  refKey,
  type VectorStore,
} from "../../vector/vector_store.ts";
import type { Job, JobHandler, Outcome } from "../worker/handler.ts";

const embeddableRows = z.array(z.object({
  user_id: z.guid(),
  object_type: ObjectType,
  object_id: z.guid(),
  source: Source.nullable(),
  occurred_at: z.string(),
  expires_at: z.string().nullable(),
  content: z.string().nullable(),
  version: z.string(),
}));

/** An object to embed, cut into chunks. */
interface Prepared {
  object: Omit<EmbeddedObject, "chunks">;
  texts: string[];
}

/** What a slice has to do. */
interface Plan {
  /** By `refKey`. */
  toEmbed: Map<string, Prepared>;
  /** `refKey`s of objects that have no text, and had one when they were embedded. */
  emptied: Set<string>;
}

/**
 * Embeds the objects that the messages name, up to 100 at a time: long text in chunks, what is
 * stored already with the same hash not at all. An object that is gone is done, one that says
 * nothing any more loses its vectors.
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
    slicesPerRun: 20,
    maxAttempts: 8,
    async handle(jobs) {
      const plan = await prepare(internal, embedder, vectors, jobs.map((job) => job.message));
      return await embedAll(embedder, vectors, jobs, plan);
    },
  };
}

async function prepare(
  internal: Rpc,
  embedder: Embedder,
  vectors: VectorStore,
  messages: EmbedMessage[],
): Promise<Plan> {
  const refs = messages.map((message) => ({
    object_type: message.object_type,
    object_id: message.object_id,
  }));
  const rows = embeddableRows.parse(await internal("embeddable_objects", { refs }));
  const known: (ObjectRef & { row: typeof rows[number]; text: string; hash: string })[] = [];
  const empty: ObjectRef[] = [];
  for (const row of rows) {
    const text = row.content?.trim();
    const ref = { userId: row.user_id, objectType: row.object_type, objectId: row.object_id };
    if (text) known.push({ ...ref, row, text, hash: await textHash(text) });
    else empty.push(ref);
  }
  const emptied = new Set<string>();
  for (const ref of empty) if (await vectors.deleteObjects([ref]) > 0) emptied.add(refKey(ref));
  const stored = await vectors.hashes(known, embedder.model);
  const toEmbed = new Map<string, Prepared>();
  for (const { row, text, hash, ...ref } of known) {
    if (stored.get(refKey(ref)) === hash) continue;
    toEmbed.set(refKey(ref), {
      object: {
        ...ref,
        model: embedder.model,
        contentHash: hash,
        version: row.version,
        source: row.source,
        occurredAt: row.occurred_at,
        expiresAt: row.expires_at,
      },
      texts: await chunkText(text),
    });
  }
  return { toEmbed, emptied };
}

async function embedAll(
  embedder: Embedder,
  vectors: VectorStore,
  jobs: Job<EmbedMessage>[],
  { toEmbed, emptied }: Plan,
): Promise<Outcome[]> {
  const keyOf = (job: Job<EmbedMessage>) =>
    refKey({ objectType: job.message.object_type, objectId: job.message.object_id });
  const failed = await embedGroup(embedder, vectors, [...toEmbed.values()]);
  return jobs.map((job): Outcome => {
    const error = failed.get(keyOf(job));
    if (!error) {
      // Looked at once more: it may have got a text, and a vector, just before ours was deleted.
      return emptied.has(keyOf(job))
        ? { id: job.id, result: "done", next: [{ queue: "embed", message: job.message }] }
        : { id: job.id, result: "done" };
    }
    if (!error.retryable) return { id: job.id, result: "dead", cause: error.code };
    return {
      id: job.id,
      result: "retry",
      cause: error.code,
      ...(error.retryAfterSeconds === undefined
        ? {}
        : { retryAfterSeconds: error.retryAfterSeconds }),
    };
  });
}

/** Embeds a group in one go; where the provider refuses it, halves find the object that it refuses. */
async function embedGroup(
  embedder: Embedder,
  vectors: VectorStore,
  group: Prepared[],
): Promise<Map<string, EmbeddingError>> {
  if (group.length === 0) return new Map();
  let embedded: number[][];
  try {
    embedded = await embedder.embed(group.flatMap((item) => item.texts));
  } catch (error) {
    if (!(error instanceof EmbeddingError)) throw error;
    if (error.retryable || group.length === 1) {
      return new Map(group.map((item) => [refKey(item.object), error]));
    }
    const middle = group.length >> 1;
    return new Map([
      ...await embedGroup(embedder, vectors, group.slice(0, middle)),
      ...await embedGroup(embedder, vectors, group.slice(middle)),
    ]);
  }
  let next = 0;
  await vectors.upsert(group.map(({ object, texts }) => {
    const chunks = embedded.slice(next, next + texts.length);
    next += texts.length;
    return { ...object, chunks };
  }));
  return new Map();
}
