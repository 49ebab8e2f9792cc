import { threadsOf } from "../../shared/events/threads.ts";
import type { Addressed, EventType, IngestResult, Source } from "../../shared/contracts/events.ts";
import { buildEvent } from "../../shared/events/event.ts";
import { ingestEvents } from "../../shared/events/ingest.ts";
import { runEmbedding } from "../../shared/jobs/embed/run_embedding.ts";
import type { EmbeddingsServer } from "../providers/embeddings_server.ts";
import type { TestStack } from "./stack.ts";

/** One event as a test cares about it. */
export interface Said {
  /** ISO instant. */
  at: string;
  text: string;
  source?: Source;
  title?: string;
  type?: EventType;
  url?: string;
  deleted?: boolean;
  author?: string;
  place?: string;
  addressed?: Addressed;
  byOwner?: boolean;
  automated?: boolean;
  /** What the source says of it besides; default: nothing. */
  raw?: Record<string, unknown>;
  /** External id of its thread. */
  thread?: string;
  /** Default: the instant and the text. */
  externalId?: string;
}

function externalId({ at, text, externalId }: Said): string {
  return externalId ?? `${at} ${text}`;
}

/** Stores the events as connectors do, and gives their ids in the same order. */
export async function storeEvents(
  { stack, services }: TestStack,
  userId: string,
  said: Said[],
): Promise<string[]> {
  const stored: IngestResult[] = [];
  for (const source of new Set(said.map((event) => event.source ?? "slack"))) {
    const events = said.filter((event) => (event.source ?? "slack") === source).map((event) =>
      buildEvent({
        external_id: externalId(event),
        thread_external_id: event.thread ?? null,
        event_type: event.type ?? (source === "outlook" ? "email" : "message"),
        title: event.title ?? null,
        author: event.author ?? null,
        place: event.place ?? null,
        addressed: event.addressed ?? (event.type === "mention" ? "mention" : "none"),
        by_owner: event.byOwner ?? null,
        automated: event.automated ?? false,
        source_version: "",
        body: event.text,
        url: event.url ?? null,
        text_for_embedding: event.text,
        importance_score: 20,
        occurred_at: event.at,
        deleted: event.deleted ?? false,
        raw: event.raw ?? {},
      })
    );
    stored.push(
      await ingestEvents(services.internal, {
        user_id: userId,
        source,
        source_account_id: null,
        threads: threadsOf(events.map((event) => ({ event, participants: [] }))),
        events,
      }),
    );
  }
  const rows = await stack.sql<{ id: string; external_id: string }>(
    "select id, external_id from public.events where user_id = $1",
    [userId],
  );
  const ids = new Map(rows.map((row) => [row.external_id, row.id]));
  return said.map((event) => {
    const id = ids.get(externalId(event));
    if (id === undefined) throw new Error(`Not stored: ${JSON.stringify(stored)}`);
    return id;
  });
}

/** The functions' environment for a loopback provider of embeddings. */
export function embeddingsEnvironment(server: EmbeddingsServer): Record<string, string> {
  return {
    EMBEDDINGS_BASE_URL: server.url,
    EMBEDDINGS_API_KEY: server.apiKey,
    EMBEDDINGS_MODEL: server.model,
  };
}

/** Works through the embed queue in this process until it is empty. */
export async function embedAll({ services }: TestStack): Promise<void> {
  for (;;) {
    const report = await runEmbedding(services, { budgetSeconds: 60 });
    if ("status" in report) throw new Error("No embedder is configured");
    if (report.drained) return;
  }
}
