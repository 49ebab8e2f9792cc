/** What happened in a mailbox, in order: the ground that delta queries and notifications stand on. */

export type ChangeKind = "created" | "updated" | "removed";

export interface Change {
  /** Position in the log, from 1. */
  at: number;
  /** Where it happened: `messages/<folder>`, `folders` or `events/<calendar>`. */
  collection: string;
  /** The item's own key, which no move changes. */
  key: string;
  kind: ChangeKind;
  /** The properties that changed; none: all may have. */
  fields?: readonly string[];
  /** The id that callers without immutable ids know a removed item by. */
  mutableId?: string;
}

export class ChangeLog {
  readonly #changes: Change[] = [];
  readonly #listeners: ((change: Change) => void)[] = [];

  /** Position of the newest change. */
  get head(): number {
    return this.#changes.length;
  }

  add(change: Omit<Change, "at">): void {
    const added = { at: this.head + 1, ...change };
    this.#changes.push(added);
    for (const listener of this.#listeners) listener(added);
  }

  /** Changes of a collection after one position up to another, oldest first. */
  between(collection: string, after: number, until: number): Change[] {
    return this.#changes.slice(after, until).filter((change) => change.collection === collection);
  }

  listen(listener: (change: Change) => void): void {
    this.#listeners.push(listener);
  }
}
