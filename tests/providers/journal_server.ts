/**
 * A loopback source of messages: a journal an account that only grows, read in pages from a
 * position. An edit or a deletion is a later entry for the same message, as with real providers.
 */
export interface JournalEntry {
  /** Id of the message at the source. */
  id: string;
  text: string;
  deleted?: boolean;
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
}

/** Answers `GET /?account=A&after=N&reader=R` with `{entries, position, more}`. */
export function serveJournals(pageSize: number): JournalServer {
  const active = new Map<string, Set<string>>();
  const handler = async (request: Request): Promise<Response> => {
    const query = new URL(request.url).searchParams;
    const account = query.get("account") ?? "";
    const after = Number(query.get("after"));
    const reader = query.get("reader") ?? "";
    const entries = server.journals.get(account);
    if (!entries || !Number.isInteger(after) || after < 0 || !reader) {
      return new Response(null, { status: 400 });
    }
    server.requests++;
    const readers = active.get(account) ?? new Set();
    active.set(account, readers.add(reader));
    server.mostReaders = Math.max(server.mostReaders, readers.size);
    await server.beforePage(account, after);
    const page = entries.slice(after, after + pageSize);
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
    [Symbol.asyncDispose]: () => http.shutdown(),
  };
  return server;
}
