import { z } from "zod";
import { type Connector, ConnectorError, type Page } from "../../../shared/connectors/connector.ts";
import { buildEvent } from "../../../shared/events/event.ts";

const answer = z.object({
  entries: z.array(
    z.object({ id: z.string(), text: z.string(), deleted: z.boolean().optional() }),
  ),
  position: z.number().int(),
  more: z.boolean(),
});
const resource = "journal";

/** Reads `tests/providers/journal_server.ts`; stands in for Slack, which has a token. */
export function journalConnector(url: string, fetch: typeof globalThis.fetch): Connector {
  const reader = crypto.randomUUID();
  return {
    provider: "slack",
    async *pull(account, cursors): AsyncGenerator<Page> {
      const stored = cursors.find((cursor) => cursor.resource === resource)?.cursor["position"];
      let position = typeof stored === "number" ? stored : 0;
      for (let more = true; more;) {
        const query = new URLSearchParams({
          account: account.providerAccountId,
          after: String(position),
          reader,
        });
        const response = await fetch(`${url}?${query}`);
        if (!response.ok) throw new ConnectorError(`status_${response.status}`, "retry");
        const page = answer.parse(await response.json());
        ({ position, more } = page);
        // The last entry of a message counts: no id may occur twice in a page.
        const latest = new Map(page.entries.map((entry) => [entry.id, entry]));
        yield {
          source: "slack",
          threads: [],
          events: [...latest.values()].map((entry) =>
            buildEvent({
              external_id: entry.id,
              thread_external_id: null,
              event_type: "message",
              title: null,
              author: null,
              place: null,
              addressed: "none",
              source_version: "",
              body: entry.text,
              url: null,
              text_for_embedding: entry.text,
              importance_score: 0,
              occurred_at: "2026-01-01T00:00:00Z",
              deleted: entry.deleted ?? false,
              raw: {},
            })
          ),
          cursor: { resource, cursor: { position }, read_until: "2026-01-01T00:00:00Z" },
        };
      }
    },
  };
}
