import { type EventBatch, MAX_EVENTS_PER_BATCH } from "../contracts/events.ts";

/**
 * The same events in batches of at most 500, in their order. Each batch carries the threads that its
 * events name, so that it can be stored by itself; a thread that spans two batches is in both, which
 * merges to the same. Of an event or thread that occurs twice the newest version is kept, of two that
 * are equally new the later, in the first one's place. Threads without events, the list of resources
 * and a reset go along with the first batch; deletions, problems and the cursor with the last, when
 * everything before it is stored. Nothing at all makes no batch.
 */
export function* batches(input: EventBatch): Generator<EventBatch> {
  const { cursor, resources, reset, deletions, confirmed, problems, advance, ...rest } = input;
  const resource = cursor?.resource ?? input.resource;
  const common = resource === undefined ? rest : { ...rest, resource };
  const opening = { ...(resources && { resources }), ...(reset && { reset }) };
  const closing = {
    ...(filled(deletions) && { deletions }),
    ...(filled(confirmed) && { confirmed }),
    ...(filled(problems) && { problems }),
    ...(cursor && { cursor }),
    ...(advance && { advance }),
  };
  const events = [...newest(input.events, (event) => event.source_version).values()];
  const threads = [...newest(input.threads, (thread) => thread.root_version).values()];
  const besides = { ...opening, ...closing };
  if (events.length === 0 && threads.length === 0 && Object.keys(besides).length === 0) return;

  const named = new Set(events.map((event) => event.thread_external_id));
  const eventless = threads.filter((thread) => !named.has(thread.external_id));
  let start = 0;
  do {
    const slice = events.slice(start, start + MAX_EVENTS_PER_BATCH);
    const names = new Set(slice.map((event) => event.thread_external_id));
    const own = threads.filter((thread) => names.has(thread.external_id));
    const first = start === 0;
    start += MAX_EVENTS_PER_BATCH;
    yield {
      ...common,
      ...(first ? opening : {}),
      threads: first ? [...eventless, ...own] : own,
      events: slice,
      ...(start >= events.length ? closing : {}),
    };
  } while (start < events.length);
}

function filled(items: readonly unknown[] | undefined): boolean {
  return items !== undefined && items.length > 0;
}

function newest<T extends { external_id: string }>(
  items: readonly T[],
  versionOf: (item: T) => string,
): Map<string, T> {
  const kept = new Map<string, T>();
  for (const item of items) {
    const other = kept.get(item.external_id);
    if (other === undefined || versionOf(item) >= versionOf(other)) {
      kept.set(item.external_id, item);
    }
  }
  return kept;
}
