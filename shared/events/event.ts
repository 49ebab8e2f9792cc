import type { NormalisedEvent } from "../contracts/events.ts";
import { contentHash } from "./content_hash.ts";
import { canonicalInstant } from "./instant.ts";
import { storableRecord, storableText } from "./storable.ts";

/** What a connector knows of an event; the hash follows from it. */
export type EventFields = Omit<NormalisedEvent, "content_hash">;

/**
 * The one way in which connectors make a `NormalisedEvent`: text that Postgres can store, the
 * instant in canonical form, an importance of 0 to 100 and the content hash.
 * @throws RangeError when `occurred_at` is no ISO date and time with a zone
 */
export function buildEvent(fields: EventFields): NormalisedEvent {
  const visible = {
    event_type: fields.event_type,
    title: storableOrNull(fields.title),
    body: storableOrNull(fields.body),
    url: storableOrNull(fields.url),
    text_for_embedding: storableOrNull(fields.text_for_embedding),
    occurred_at: canonicalInstant(fields.occurred_at),
    deleted: fields.deleted,
  };
  return {
    ...visible,
    external_id: storableText(fields.external_id),
    thread_external_id: storableOrNull(fields.thread_external_id),
    content_hash: contentHash(visible),
    importance_score: Math.min(100, Math.max(0, Math.round(fields.importance_score))),
    raw: storableRecord(fields.raw),
  };
}

function storableOrNull(value: string | null): string | null {
  return value === null ? null : storableText(value);
}
