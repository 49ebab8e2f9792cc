import { createStore } from "./store.js";

/** The project that is used: `{ url, publishableKey, client }`; null until it is known. */
export const project = createStore(null);
/** The session of supabase-js; undefined until it is known, null when signed out. */
export const session = createStore(undefined);
/** The person's profile; null until it is read. */
export const profile = createStore(null);
/** What a person is told in passing: `{ kind: "done" | "failed", text }`; null: nothing. */
export const notice = createStore(null);
/** The event that is shown beside what cites it: its id; null: none. */
export const openedEvent = createStore(null);
/** What was asked since the page was opened, newest last. */
export const conversation = createStore([]);

/** Tells in passing that something is done. */
export function tell(text) {
  notice.set({ kind: "done", text });
}

/** Tells in passing that something failed. */
export function tellFailure(error) {
  notice.set({ kind: "failed", text: error.message });
}
