import type { EventBatch, Source } from "../../../shared/contracts/events.ts";
import { buildEvent, type EventFields } from "../../../shared/events/event.ts";
import { type ThreadPart, threadsOf } from "../../../shared/events/threads.ts";

/** Events and threads of one source; whose they are is added when they are stored. */
export type SampleFeed = Omit<EventBatch, "user_id" | "source_account_id">;

/** An event with those who take part in its thread. */
export interface SampleEvent {
  fields: EventFields;
  participants: readonly string[];
  subject?: string;
  root?: boolean;
}

/** A feed of these events, with their hashes and threads as every connector makes them. */
export function feedOf(source: Source, samples: readonly SampleEvent[]): SampleFeed {
  const parts = samples.map(({ fields, ...thread }): ThreadPart => ({
    event: buildEvent(fields),
    ...thread,
  }));
  return { source, threads: threadsOf(parts), events: parts.map(({ event }) => event) };
}
