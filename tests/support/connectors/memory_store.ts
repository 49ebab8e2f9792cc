/** What the database does with pages, in memory: for schedules that are too many for a real one. */
import type { Page, Unseen } from "../../../shared/connectors/connector.ts";
import type { Deletion, NormalisedEvent } from "../../../shared/contracts/events.ts";

interface Kept {
  resource: string;
  event: NormalisedEvent;
}

export class MemoryStore {
  readonly events = new Map<string, Kept>();
  readonly cursors = new Map<string, unknown>();
  /** Codes by resource. */
  readonly problems = new Map<string, string[]>();
  /** Everything that is to be read, begun or not. */
  resources: readonly string[] = [];
  /** Null: every version. */
  readonly #tombstones = new Map<string, string | null>();
  readonly #sightings = new Map<string, Set<string>>();
  readonly #unseen = new Map<string, Set<string>>();

  /** As `internal.ingest_events` stores it, in one transaction. */
  store(page: Page): void {
    const { resource, cursor, complete } = page.cursor;
    for (const event of page.events) this.#upsert(resource, event);
    for (const deletion of page.deletions ?? []) this.#delete(deletion);
    if (page.resources) this.#follow(page.resources);
    if (page.reset) {
      this.#sightings.set(resource, new Set());
      this.#unseen.delete(resource);
    }
    for (const { external_id } of page.events) {
      this.#sightings.get(resource)?.add(external_id);
      this.#unseen.get(resource)?.delete(external_id);
    }
    this.problems.set(resource, (page.problems ?? []).map(({ code }) => code));
    this.cursors.set(resource, JSON.parse(JSON.stringify(cursor)));
    const seen = this.#sightings.get(resource);
    if (!complete || !seen) return;
    this.#sightings.delete(resource);
    const unseen = [...this.events].filter(([id, kept]) =>
      kept.resource === resource && !seen.has(id)
    );
    this.#unseen.set(resource, new Set(unseen.map(([id]) => id)));
  }

  /** What a whole reading did not see again, of one resource. */
  unseen(): Unseen | null {
    for (const [resource, ids] of this.#unseen) {
      const externalIds = [...ids].filter((id) => this.events.has(id)).slice(0, 100);
      if (externalIds.length > 0) return { source: "telegram", resource, externalIds };
      this.#unseen.delete(resource);
    }
    return null;
  }

  /** What became of the unseen at the source. */
  settle({ resource, externalIds }: Unseen, gone: readonly Deletion[]): void {
    for (const deletion of gone) this.#delete(deletion);
    for (const id of externalIds) this.#unseen.get(resource)?.delete(id);
  }

  #upsert(resource: string, event: NormalisedEvent): void {
    const { external_id: id, source_version: version } = event;
    const buried = this.#tombstones.get(id);
    if (buried !== undefined && (buried === null || version <= buried)) return;
    const known = this.events.get(id);
    if (known && version < known.event.source_version) return;
    this.events.set(id, { resource, event });
  }

  #delete({ external_id: id, source_version: version, resource, may_return }: Deletion): void {
    const known = this.events.get(id);
    if (version !== null && known && known.event.source_version > version) return;
    if (resource !== null && known?.resource !== resource) return;
    this.events.delete(id);
    if (may_return) return;
    const buried = this.#tombstones.get(id);
    const lasting = version === null || buried === null ? null : later(buried ?? "", version);
    this.#tombstones.set(id, lasting);
  }

  #follow(resources: readonly string[]): void {
    this.resources = resources;
    for (const resource of this.cursors.keys()) {
      if (resources.includes(resource)) continue;
      this.cursors.delete(resource);
      this.problems.delete(resource);
      this.#sightings.delete(resource);
      this.#unseen.delete(resource);
    }
  }
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
