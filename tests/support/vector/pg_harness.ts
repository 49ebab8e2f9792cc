import { rpcOver } from "../../../shared/database/rpc.ts";
import { PgCurrentVersions } from "../../../shared/vector/current_versions.ts";
import { refKey } from "../../../shared/vector/vector_store.ts";
import { PgVectorStore } from "../../../shared/vector/pg_vector_store.ts";
import type { ObjectType } from "../../../shared/contracts/queue_messages.ts";
import type { TestStack } from "../stack.ts";
import type { VectorStoreHarness } from "./contract.ts";

const TABLES = {
  event: "events",
  thread: "threads",
  note: "notes",
  draft: "drafts",
  entity: "entities",
} as const satisfies Record<ObjectType, string>;

/** What each kind of object needs to be there; its text is of no concern here. */
function row(userId: string, objectType: ObjectType): Record<string, unknown> {
  const common = { user_id: userId };
  const external = { source: "slack", external_id: crypto.randomUUID() };
  switch (objectType) {
    case "event":
      return { ...common, ...external, event_type: "message", occurred_at: "2026-01-01T00:00:00Z" };
    case "thread":
      return { ...common, ...external };
    case "note":
      return { ...common, body: "A note" };
    case "draft":
      return { ...common, kind: "note", content_json: {} };
    case "entity":
      return { ...common, kind: "topic", name: "A topic" };
  }
}

/** PgVectorStore as the service, over the Data API of a stack. */
export function pgHarness(stack: TestStack, runs: number): VectorStoreHarness {
  const { services } = stack;
  const versions = new PgCurrentVersions(services.internal);
  return {
    store: new PgVectorStore(rpcOver(services.service, "public"), services.internal),
    dimensions: 1536,
    newPerson: async () => (await stack.signUp()).id,
    async newObjects(userId, objectType, count) {
      const rows = Array.from({ length: count }, () => row(userId, objectType));
      // One of five tables, each with rows of its own.
      const { data, error } = await services.service.from(TABLES[objectType])
        .insert(rows as never).select("id");
      if (error) throw error;
      return data.map(({ id }) => String(id));
    },
    async newNote(userId, text) {
      const { data, error } = await services.service.from("notes")
        .insert({ user_id: userId, body: text }).select("id").single();
      if (error) throw error;
      return data.id;
    },
    async versionOf(ref) {
      const version = (await versions.versionsOf([ref])).get(refKey(ref));
      if (version === undefined) throw new Error(`${refKey(ref)} is not there`);
      return version;
    },
    async changeNote({ objectId }) {
      const body = `Changed ${crypto.randomUUID()}`;
      const { error } = await services.service.from("notes").update({ body }).eq("id", objectId);
      if (error) throw error;
    },
    async deleteNote({ objectId }) {
      const { error } = await services.service.from("notes").delete().eq("id", objectId);
      if (error) throw error;
    },
    runs,
  };
}
