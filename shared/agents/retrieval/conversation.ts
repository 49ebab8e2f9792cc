import type { Evidence } from "../../models/language_model.ts";

/** Milliseconds after which what follows in a place is about something else. */
const stretch = 4 * 60 * 60_000;
/** Messages before one that it may refer to. */
const lookedBack = 6;

/** Milliseconds within which one person's next message goes on. */
const run = 3 * 60_000;

/** Where an item stands. */
export interface Standing<T> {
  /** What was said before it in its thread or place, nearest first. */
  before: readonly T[];
  /** What begins its thread, where it is a reply. */
  root: T | null;
  /** What its author says next, before anybody else speaks. */
  next: T | null;
}

/**
 * For each item those before it in its thread, the thread's beginning among them, or else in its place
 * within four hours: at most seven, nearest first; and what its author said next.
 */
export function standingsOf<T extends Evidence>(items: readonly T[]): ReadonlyMap<T, Standing<T>> {
  const inOrder = [...items].sort((a, b) =>
    Date.parse(a.occurredAt) - Date.parse(b.occurredAt) || (a.id < b.id ? -1 : 1)
  );
  const places = new Map<string, T[]>();
  const threads = new Map<string, T[]>();
  const standings = new Map<T, Standing<T>>();
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
    const before = near.reverse();
    const [last] = before;
    const lastStanding = last && standings.get(last);
    if (
      lastStanding && last.author !== null && last.author === item.author &&
      Date.parse(item.occurredAt) - Date.parse(last.occurredAt) <= run
    ) lastStanding.next = item;
    standings.set(item, { before, root: root ?? null, next: null });
    // What is said in a thread is not said in the room.
    if (!root) place.push(item);
    if (item.threadId !== null) thread.push(item);
  }
  return standings;
}

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const found = lists.get(key) ?? [];
  lists.set(key, found);
  return found;
}
