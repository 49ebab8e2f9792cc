import { createHash } from "node:crypto";
import type { NormalisedEvent } from "../contracts/events.ts";

/** What a reader sees of an event: a change here, and only here, is a new version of it. */
export type VisibleContent = Pick<
  NormalisedEvent,
  | "event_type"
  | "title"
  | "author"
  | "place"
  | "body"
  | "url"
  | "text_for_embedding"
  | "occurred_at"
  | "deleted"
>;

/**
 * SHA-256, as 64 hex digits, of the canonical JSON of what a reader sees: fixed keys in alphabetical
 * order, no white space. Two events with the same hash need neither a write nor a new embedding.
 */
export function contentHash(content: VisibleContent): string {
  const canonical = JSON.stringify({
    author: content.author,
    body: content.body,
    deleted: content.deleted,
    event_type: content.event_type,
    occurred_at: content.occurred_at,
    place: content.place,
    text_for_embedding: content.text_for_embedding,
    title: content.title,
    url: content.url,
  });
  return createHash("sha256").update(canonical).digest("hex");
}
