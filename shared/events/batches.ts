import { type EventBatch, MAX_EVENTS_PER_BATCH } from "../contracts/events.ts";

/**
 * The same events in batches of at most 500, in their order. Each batch carries the threads that its
 * events name, so that it can be stored by itself; a thread that spans two batches is in both, which
 * merges to the same. Of an event or thread that occurs twice the last version is kept, in the first
 * one's place. Threads without events go along with the first batch, the cursor with the last, when
 * everything before it is stored. Nothing at all makes no batch.
 */
export function* batches({ cursor, ...input }: EventBatch): Generator<EventBatch> {
  const events = [...byExternalId(input.events).values()];
  const threads = [...byExternalId(input.threads).values()];
  if (events.length === 0 && threads.length === 0 && cursor === undefined) return;

  const named = new Set(events.map((event) => event.thread_external_id));
  const eventless = threads.filter((thread) => !named.has(thread.external_id));
  let start = 0;
  do {
    const slice = events.slice(start, start + MAX_EVENTS_PER_BATCH);
    const names = new Set(slice.map((event) => event.thread_external_id));
    const own = threads.filter((thread) => names.has(thread.external_id));
    const batch = { ...input, threads: start === 0 ? [...eventless, ...own] : own, events: slice };
    start += MAX_EVENTS_PER_BATCH;
    yield cursor !== undefined && start >= events.length ? { ...batch, cursor } : batch;
  } while (start < events.length);
}

function byExternalId<T extends { external_id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.external_id, item]));
}
