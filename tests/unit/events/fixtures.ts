import type { EventBatch } from "../../../shared/contracts/events.ts";
import { buildEvent, type EventFields } from "../../../shared/events/event.ts";

export const USER = "6f1d2a34-0000-4000-8000-000000000001";

/** An event with ordinary values for whatever a test does not care about. */
export function event(fields: Partial<EventFields> & { external_id: string }) {
  return buildEvent({
    thread_external_id: null,
    event_type: "message",
    title: "Mira in #launch",
    author: null,
    place: null,
    addressed: "none",
    source_version: "",
    body: "The launch is on Thursday",
    url: null,
    text_for_embedding: "The launch is on Thursday",
    importance_score: 20,
    occurred_at: "2024-05-31T10:00:00.000001Z",
    deleted: false,
    raw: {},
    ...fields,
  });
}

export function thread(external_id: string) {
  return {
    external_id,
    subject: null,
    participants: ["Mira"],
    content_preview: null,
    last_event_at: "2024-05-31T10:00:00.000001Z",
    root_external_id: null,
    root_version: "",
  };
}

export function batch(fields: Partial<EventBatch>): EventBatch {
  return {
    user_id: USER,
    source: "slack",
    source_account_id: null,
    threads: [],
    events: [],
    ...fields,
  };
}
