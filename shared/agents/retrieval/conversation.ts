import type { Evidence } from "../../models/language_model.ts";

/** Milliseconds after which what follows in a place is about something else. */
const stretch = 4 * 60 * 60_000;
/** Messages before one that it may refer to. */
const lookedBack = 6;

/** What was said before an item in its thread or place, nearest first. */
export type Before<T> = ReadonlyMap<T, readonly T[]>;

/**
 * For each item those before it in its thread, the thread's beginning among them, or else in its place
 * within four hours: at most seven, nearest first.
 */
export function saidBefore<T extends Evidence>(items: readonly T[]): Before<T> {
  const inOrder = [...items].sort((a, b) =>
    Date.parse(a.occurredAt) - Date.parse(b.occurredAt) || (a.id < b.id ? -1 : 1)
  );
  const places = new Map<string, T[]>();
  const threads = new Map<string, T[]>();
  const before = new Map<T, readonly T[]>();
  for (const item of inOrder) {
    const place = listOf(places, `${item.source}\n${item.place ?? item.threadId ?? item.id}`);
    const thread = item.threadId === null ? [] : listOf(threads, item.threadId);
    const [root] = thread;
    const near = root
      ? thread.slice(-lookedBack)
      : place.slice(-lookedBack).filter((other) =>
        Date.parse(item.occurredAt) - Date.parse(other.occurredAt) <= stretch
      );
    if (root && !near.includes(root)) near.unshift(root);
    before.set(item, near.reverse());
    // What is said in a thread is not said in the room.
    if (!root) place.push(item);
    if (item.threadId !== null) thread.push(item);
  }
  return before;
}

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const found = lists.get(key) ?? [];
  lists.set(key, found);
  return found;
}
