/** What a route of Microsoft Graph has to do with. */
import type { Answer, Asked } from "./answer.ts";
import type { DeltaStates } from "./delta.ts";
import type { Access } from "./grants.ts";
import type { Mailbox } from "./mailbox.ts";

export interface Call extends Asked {
  mailbox: Mailbox;
  access: Access;
  deltas: DeltaStates;
  params: Readonly<Record<string, string>>;
  /** Undefined where there is no JSON body. */
  body: unknown;
  now: number;
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
