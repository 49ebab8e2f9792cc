import { LIMITS, type NormalisedEvent } from "../contracts/events.ts";
import { personOf } from "./person.ts";
import { boundedName, boundedRecord, boundedText, cutFrom, webAddress } from "./bounds.ts";
import { contentHash } from "./content_hash.ts";
import { canonicalInstant } from "./instant.ts";
import { storableText } from "./storable.ts";

/** What a connector knows of an event; the rest follows from it. */
export type EventFields = Omit<NormalisedEvent, "content_hash" | "cut_from" | "problems">;

/**
 * The one way in which connectors make a `NormalisedEvent`: text that Postgres can store within the
 * limits of the contract, an address that is one, the instant in canonical form, an importance of 0
 * to 100 and the content hash. What had to be left out is named in `problems`.
 * @throws RangeError when `occurred_at` is no ISO date and time with a zone
 */
export function buildEvent(fields: EventFields): NormalisedEvent {
  const visible = {
    event_type: fields.event_type,
    title: boundedName(fields.title, LIMITS.title),
    author: boundedName(fields.author, LIMITS.author),
    place: boundedName(fields.place, LIMITS.place),
    body: boundedText(fields.body),
    url: webAddress(fields.url),
    text_for_embedding: boundedText(fields.text_for_embedding),
    occurred_at: canonicalInstant(fields.occurred_at),
    deleted: fields.deleted,
  };
  const cut = cutFrom(fields.body, fields.text_for_embedding);
  const raw = boundedRecord(fields.raw);
  const person = personOf(fields.person);
  const problems = [
    ...(cut === null ? [] : ["text_cut"]),
    ...(fields.url !== null && visible.url === null ? ["address_left_out"] : []),
    ...(raw === null ? ["raw_left_out"] : []),
  ];
  return {
    ...visible,
    external_id: storableText(fields.external_id),
    thread_external_id: fields.thread_external_id === null
      ? null
      : storableText(fields.thread_external_id),
    addressed: fields.addressed,
    cut_from: cut,
    content_hash: contentHash(visible),
    source_version: fields.source_version,
    importance_score: Math.min(100, Math.max(0, Math.round(fields.importance_score))),
    by_owner: fields.by_owner ?? null,
    automated: fields.automated ?? false,
    ...(person === null ? {} : { person }),
    raw: raw ?? {},
    problems,
  };
}
