/**
 * A loopback source of messages: a journal an account, read in pages from a position. An edit or a
 * deletion is a later entry for the same message, as with real providers. `compact` forgets the
 * past, as providers drop old delta links: positions from before are answered 410.
 */
export interface JournalEntry {
  /** Id of the message at the source. */
  id: string;
  text: string;
  deleted?: boolean;
  /** Default: the entry's number, counted from 1. */
  version?: number;
  author?: string;
  place?: string;
  /** The source has it and cannot give it. */
  unreadable?: boolean;
}

export interface JournalServer extends AsyncDisposable {
  readonly url: string;
  /** By the account's id at the provider. */
  readonly journals: Map<string, JournalEntry[]>;
  /** Page requests so far. */
  requests: number;
  /** The most readers that one account had between their first and their last page at once. */
  mostReaders: number;
  /** Awaited before each answer, to hold a reader up. */
  beforePage: (account: string, position: number) => void | Promise<void>;
  /** Answers a page request instead, to refuse it. */
  refuse: (account: string, position: number) => Response | null;
  /** Leaves of a journal the newest version of each message that is still there. */
  compact(account: string): void;
  /** A webhook call that says that this account has news, signed as the source does. */
  delivery(account: string): { url: URL; headers: Headers; body: Uint8Array };
}

/** What the source signs its webhook calls with. */
export const journalSecret = "journal-secret";

/**
 * Answers `GET /?account=A&generation=G&after=N&reader=R` with `{entries, position, more}`, or 410
 * with `{generation}`, and `GET /check?account=A&id=X&id=Y` with `{gone}`.
 */
export function serveJournals(pageSize: number): JournalServer {
  const active = new Map<string, Set<string>>();
  const generations = new Map<string, number>();
  const handler = async (request: Request): Promise<Response> => {
    const { pathname, searchParams: query } = new URL(request.url);
    const account = query.get("account") ?? "";
    const entries = server.journals.get(account);
    if (!entries) return new Response(null, { status: 400 });
    if (pathname === "/check") {
      const present = current(entries);
      return Response.json({ gone: query.getAll("id").filter((id) => !present.has(id)) });
    }
    const after = Number(query.get("after"));
    const reader = query.get("reader") ?? "";
    if (!Number.isInteger(after) || after < 0 || !reader) {
      return new Response(null, { status: 400 });
    }
    const refusal = server.refuse(account, after);
    if (refusal) return refusal;
    const generation = generations.get(account) ?? 0;
    if (Number(query.get("generation")) !== generation) {
      return Response.json({ generation }, { status: 410 });
    }
    server.requests++;
    const readers = active.get(account) ?? new Set();
    active.set(account, readers.add(reader));
    server.mostReaders = Math.max(server.mostReaders, readers.size);
    await server.beforePage(account, after);
    const page = numbered(entries).slice(after, after + pageSize);
    const position = after + page.length;
    const more = position < entries.length;
    if (!more) readers.delete(reader);
    return Response.json({ entries: page, position, more });
  };
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
  const server: JournalServer = {
    url: `http://127.0.0.1:${http.addr.port}/`,
    journals: new Map(),
    requests: 0,
    mostReaders: 0,
    beforePage: () => {},
    refuse: () => null,
    compact(account) {
      const entries = server.journals.get(account) ?? [];
      server.journals.set(account, [...current(entries).values()]);
      generations.set(account, (generations.get(account) ?? 0) + 1);
    },
    delivery: (account) => ({
      url: new URL(server.url),
      headers: new Headers({ "x-journal-secret": journalSecret }),
      body: new TextEncoder().encode(JSON.stringify({ account })),
    }),
    [Symbol.asyncDispose]: () => http.shutdown(),
  };
  return server;
}

function numbered(entries: readonly JournalEntry[]): (JournalEntry & { version: number })[] {
  return entries.map((entry, index) => ({ version: index + 1, ...entry }));
}

/** The newest version of each message that is still there, by id. */
function current(entries: readonly JournalEntry[]): Map<string, JournalEntry> {
  const newest = new Map(numbered(entries).map((entry) => [entry.id, entry]));
  return new Map([...newest].filter(([, entry]) => !entry.deleted));
}
