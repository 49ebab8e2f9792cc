import { z } from "zod";
import { Source } from "../../contracts/events.ts";
import { type EmbedMessage, ObjectType } from "../../contracts/queue_messages.ts";
import type { Rpc } from "../../database/rpc.ts";
import { textHash } from "../../models/text_hash.ts";
import {
  type EmbeddedObject,
  type ObjectRef,
  refKey,
  type VectorStore,
} from "../../vector/vector_store.ts";

const embeddableRows = z.array(z.object({
  user_id: z.guid(),
  object_type: ObjectType,
  object_id: z.guid(),
  source: Source.nullable(),
  occurred_at: z.string(),
  expires_at: z.string().nullable(),
  content: z.string().nullable(),
  truncated: z.boolean(),
  version: z.string(),
}));

/** An object that is to be embedded, with its text. */
export interface Prepared {
  object: Omit<EmbeddedObject, "chunks">;
  text: string;
}

/** What a slice has to do. */
export interface Plan {
  toEmbed: Prepared[];
  /** `refKey`s of objects to look at once more. */
  again: Set<string>;
}

/** The object that a message is about. */
export function refOf(message: EmbedMessage): ObjectRef {
  return {
    userId: message.user_id,
    objectType: message.object_type,
    objectId: message.object_id,
  };
}

/**
 * Reads what the messages name, and has the store forget what is gone or says nothing any more.
 * What is stored with the same hash needs nothing.
 */
export async function prepare(
  internal: Rpc,
  model: string,
  vectors: VectorStore,
  messages: EmbedMessage[],
): Promise<Plan> {
  const refs = new Map(messages.map((message) => [refKey(refOf(message)), refOf(message)]));
  const rows = embeddableRows.parse(
    await internal("embeddable_objects", {
      refs: [...refs.values()].map((ref) => ({
        object_type: ref.objectType,
        object_id: ref.objectId,
      })),
    }),
  );
  const known: Prepared[] = [];
  for (const row of rows) {
    const text = row.content?.trim();
    if (!text) continue;
    const object: Prepared["object"] = {
      userId: row.user_id,
      objectType: row.object_type,
      objectId: row.object_id,
      model,
      contentHash: await textHash(text),
      version: row.version,
      truncated: row.truncated,
      source: row.source,
      occurredAt: row.occurred_at,
      expiresAt: row.expires_at,
    };
    refs.delete(refKey(object));
    known.push({ object, text });
  }
  const empty = [...refs.values()];
  const forgotten = empty.length === 0 ? 0 : await vectors.forget(empty);
  const stored = await vectors.hashes(known.map(({ object }) => object), model);
  return {
    toEmbed: known.filter(({ object }) => stored.get(refKey(object)) !== object.contentHash),
    // One of them may have got a text, and a vector, just before that vector was forgotten.
    again: new Set(forgotten > 0 ? empty.map(refKey) : []),
  };
}
