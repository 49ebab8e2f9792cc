/** A loopback Microsoft with a clock that a test moves, and requests without any client's help. */
import { OutlookServer, type OutlookServerOptions } from "../../providers/outlook/server.ts";

export const SCOPES = [
  "openid",
  "profile",
  "offline_access",
  "User.Read",
  "Mail.Read",
  "Calendars.Read",
];
export const IMMUTABLE = 'IdType="ImmutableId"';

export interface Clock {
  now: number;
}

export interface Row {
  id: string;
  "@removed"?: { reason: string };
  [property: string]: unknown;
}

/** A page of a list or a delta. */
export interface Page {
  value: Row[];
  "@odata.nextLink"?: string;
  "@odata.deltaLink"?: string;
}

export interface ErrorBody {
  error: { code: string; message: string; innerError: Record<string, string> };
}

export interface Fixture extends AsyncDisposable {
  server: OutlookServer;
  clock: Clock;
  token: string;
  /** A request to Graph with the first person's token; a path below the version, or a whole link. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** What is read where 200 is expected. */
  read<T = Page>(path: string, prefer?: string): Promise<T>;
  /** The error of a request, with its status before it. */
  refusal(path: string, init?: RequestInit): Promise<[status: number, code: string]>;
  /** All pages from a link on: what they said, and the link that the round ended with. */
  round(path: string, prefer?: string): Promise<{ rows: Row[]; link: string; pages: number }>;
}

export async function fixture(options: OutlookServerOptions = {}): Promise<Fixture> {
  const clock = { now: Date.parse("2026-11-20T09:00:00Z") };
  const server = await OutlookServer.start({ now: () => clock.now, ...options });
  const token = server.issue(SCOPES).access_token;
  const ask: Fixture["ask"] = (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has("authorization")) headers.set("authorization", `Bearer ${token}`);
    return fetch(new URL(path, server.graphUrl), { ...init, headers });
  };
  const read = async <T = Page>(path: string, prefer = IMMUTABLE): Promise<T> => {
    const response = await ask(path, { headers: { prefer } });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    return await response.json();
  };
  return {
    server,
    clock,
    token,
    ask,
    read,
    async refusal(path, init) {
      const response = await ask(path, init);
      const body: ErrorBody = await response.json();
      return [response.status, body.error.code];
    },
    async round(path, prefer) {
      const rows: Row[] = [];
      for (let pages = 1;; pages++) {
        const page = await read(path, prefer);
        rows.push(...page.value);
        const link = page["@odata.deltaLink"];
        if (link !== undefined) return { rows, link, pages };
        path = page["@odata.nextLink"] ?? "";
      }
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
    },
  };
}
