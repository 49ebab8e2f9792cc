import { z } from "zod";
import {
  type Connector,
  ConnectorError,
  type Page,
  type Reading,
} from "../../../shared/connectors/connector.ts";
import { buildEvent } from "../../../shared/events/event.ts";
import { sourceVersion } from "../../../shared/events/version.ts";
import { journalSecret } from "../../providers/journal_server.ts";

const entry = z.object({
  id: z.string(),
  text: z.string(),
  version: z.number().int(),
  deleted: z.boolean().default(false),
  unreadable: z.boolean().default(false),
  author: z.string().nullable().default(null),
  place: z.string().nullable().default(null),
});
type Entry = z.infer<typeof entry>;
const answer = z.object({
  entries: z.array(entry),
  position: z.number().int(),
  more: z.boolean(),
});
const expired = z.object({ generation: z.number().int() });
const cursor = z.object({ generation: z.number().int(), position: z.number().int() });
type Cursor = z.infer<typeof cursor>;
export const resource = "journal";
const readUntil = "2026-01-01T00:00:00Z";

/**
 * Reads `tests/providers/journal_server.ts` and uses everything that a page can say; stands in for
 * Slack, which has a token.
 */
export function journalConnector(
  url: string,
  fetch: typeof globalThis.fetch,
): Connector<Cursor> {
  const reader = crypto.randomUUID();

  async function* pull(
    account: string,
    stored: Cursor | null,
    { signal }: Reading,
  ): AsyncGenerator<Page<Cursor>> {
    let { generation, position } = stored ?? { generation: 0, position: 0 };
    let reset: Page["reset"];
    for (let more = true; more;) {
      const query = new URLSearchParams({
        account,
        generation: String(generation),
        after: String(position),
        reader,
      });
      const response = await fetch(`${url}?${query}`, { signal });
      if (response.status === 410) {
        ({ generation } = expired.parse(await response.json()));
        position = 0;
        reset = { since: null, until: null };
        continue;
      }
      if (!response.ok) throw await refusal(response);
      const page = answer.parse(await response.json());
      ({ position, more } = page);
      // The last entry of a message counts: no id may occur twice in a page.
      const latest = [...new Map(page.entries.map((entry) => [entry.id, entry])).values()];
      const unreadable = latest.filter((entry) => entry.unreadable).length;
      yield {
        source: "slack",
        resources: [resource],
        ...(reset && { reset }),
        threads: [],
        events: latest.filter((entry) => !entry.deleted && !entry.unreadable).map(eventOf),
        deletions: latest.filter((entry) => entry.deleted).map(({ id, version }) => ({
          external_id: id,
          source_version: sourceVersion(version),
          resource: null,
        })),
        problems: unreadable > 0 ? [{ resource, code: "unreadable", count: unreadable }] : [],
        cursor: {
          resource,
          cursor: { generation, position },
          read_until: readUntil,
          complete: !more,
        },
      };
      reset = undefined;
    }
  }

  return {
    provider: "slack",
    cursor,
    pull: (account, cursors, reading) =>
      pull(
        account.providerAccountId,
        cursors.find((stored) => stored.resource === resource)?.cursor ?? null,
        reading,
      ),
    async check(account, { externalIds }, { signal }) {
      const query = new URLSearchParams({ account: account.providerAccountId });
      for (const id of externalIds) query.append("id", id);
      const response = await fetch(`${url}check?${query}`, { signal });
      if (!response.ok) throw await refusal(response);
      const { gone } = z.object({ gone: z.array(z.string()) }).parse(await response.json());
      return gone.map((id) => ({ external_id: id, source_version: null, resource }));
    },
    push({ headers, body }) {
      if (headers.get("x-journal-secret") !== journalSecret) return Promise.resolve(null);
      const { account } = z.object({ account: z.string() }).parse(
        JSON.parse(new TextDecoder().decode(body)),
      );
      return Promise.resolve({ kind: "wake", providerAccountIds: [account] });
    },
  };
}

async function refusal(response: Response): Promise<ConnectorError> {
  await response.body?.cancel();
  const seconds = Number(response.headers.get("retry-after"));
  if (response.status === 429) return new ConnectorError("rate_limited", { kind: "wait", seconds });
  if (response.status === 401) return new ConnectorError("token_revoked", { kind: "relink" });
  return new ConnectorError(`status_${response.status}`, { kind: "retry" });
}

/** The event of an entry, as a page of the journal, a push or an archive may bring it. */
export function eventOf(
  { id, text, version, author, place }: Omit<Entry, "deleted" | "unreadable">,
) {
  return buildEvent({
    external_id: id,
    thread_external_id: null,
    event_type: "message",
    title: null,
    author,
    place,
    addressed: "none",
    source_version: sourceVersion(version),
    body: text,
    url: null,
    text_for_embedding: text,
    importance_score: 0,
    occurred_at: "2026-01-01T00:00:00Z",
    deleted: false,
    raw: {},
  });
}
