/** What a route of Microsoft Graph has to do with. */
import type { DeltaStates } from "./delta.ts";
import type { Access } from "./grants.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Preferences } from "./odata.ts";

export interface Call {
  mailbox: Mailbox;
  access: Access;
  deltas: DeltaStates;
  params: Readonly<Record<string, string>>;
  /** By lower-case name. */
  query: ReadonlyMap<string, string>;
  prefer: Preferences;
  /** Undefined where there is no JSON body. */
  body: unknown;
  /** With a slash at the end; links begin with it. */
  graphUrl: string;
  now: number;
  /** What is to be wrong with the page that is answered. */
  page: "empty" | "replayed" | null;
}

export interface Answer {
  status?: number;
  headers?: Readonly<Record<string, string>>;
  /** None: there is no content. */
  body?: unknown;
}

export interface Route {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the version, with `{name}` for what is given; `me/` stands for the caller's `users/…` too. */
  path: string;
  /** Permissions of which one is needed. */
  scopes: readonly string[];
  /** Query options that are supported, in lower case. */
  query: readonly string[];
  run(call: Call): Answer | Promise<Answer>;
}
