/** Microsoft Graph v1.0: finds the route, the caller and their permission, and answers. */
import type { Answer } from "./answer.ts";
import { type Call, type Route } from "./call.ts";
import { runBatch } from "./batch.ts";
import { DeltaStates } from "./delta.ts";
import { failing, type Fault, type OutlookRequest } from "./faults.ts";
import { badRequest, GraphFailure, WrongRequest } from "./graph_failure.ts";
import type { Access, Grants } from "./grants.ts";
import type { GraphRequest } from "./graph_request.ts";
import type { Outgoing } from "./http.ts";
import type { Mailbox } from "./mailbox.ts";
import { parsePrefer, parseQuery } from "./odata.ts";
import { covers } from "./scopes.ts";
import { Throttle } from "./throttle.ts";

export interface GraphOptions {
  routes: Route[];
  grants: Grants;
  mailboxes: ReadonlyMap<string, Mailbox>;
  now: () => number;
  /** Where it answers, with a slash at the end. */
  base: () => string;
  fault: (request: OutlookRequest) => Fault | null | Promise<Fault | null>;
  /** Told of each request before it is answered. */
  onRequest(request: OutlookRequest): void;
  violation(text: string): void;
}

/** As it is asked for: by the network, or within a batch. */
const JSON_TYPE = "application/json;odata.metadata=minimal;odata.streaming=true;" +
  "IEEE754Compatible=false;charset=utf-8";

export class Graph {
  readonly deltas = new DeltaStates();
  readonly #throttles = new Map<string, Throttle>();
  readonly #options: GraphOptions;

  constructor(options: GraphOptions) {
    this.#options = options;
  }

  /** The limits at a person's mailbox. */
  throttle(user: string): Throttle {
    const known = this.#throttles.get(user) ?? new Throttle(this.#options.now);
    this.#throttles.set(user, known);
    return known;
  }

  async handle(request: GraphRequest): Promise<Outgoing> {
    const ids = { own: crypto.randomUUID(), client: request.headers.get("client-request-id") };
    const headers = new Headers({
      "request-id": ids.own,
      "client-request-id": ids.client ?? ids.own,
      "cache-control": "private",
    });
    try {
      return await this.#answer(request, headers);
    } catch (error) {
      if (!(error instanceof GraphFailure)) throw error;
      if (error instanceof WrongRequest) {
        const { method, path } = request;
        this.#options.violation(`${method} ${path.split("?")[0]}: ${error.code} ${error.message}`);
      }
      for (const [name, value] of Object.entries(error.headers)) headers.set(name, value);
      headers.set("content-type", "application/json");
      const body = error.body(this.#options.now(), ids.own, ids.client ?? ids.own);
      return { response: new Response(JSON.stringify(body), { status: error.status, headers }) };
    }
  }

  async #answer(request: GraphRequest, headers: Headers): Promise<Outgoing> {
    const { now, mailboxes, base } = this.#options;
    const access = this.#caller(request.headers.get("authorization"));
    if (request.method === "POST" && request.path === "$batch") {
      const body = await runBatch(request, (single) => this.handle(single));
      return { response: responseOf({ body }, headers, []) };
    }
    const mailbox = mailboxes.get(access.user);
    if (!mailbox) throw new Error(`No mailbox of ${access.user} in the test's tenant`);
    const [, path = "", search = ""] = /^([^?]*)\??(.*)$/s.exec(request.path) ?? [];
    const asked: OutlookRequest = {
      method: request.method,
      path,
      query: new URLSearchParams(search),
      headers: request.headers,
      user: access.user,
    };
    const { route, params } = this.#route(asked, mailbox);
    this.#options.onRequest(asked);
    if (!covers(access.scopes, route.scopes)) {
      throw new GraphFailure(
        403,
        "ErrorAccessDenied",
        "Access is denied. Check credentials and try again.",
      );
    }
    return await this.throttle(access.user).run(async () => {
      const fault = await this.#options.fault(asked);
      const answer = async () => {
        // Others get their turn, so that requests which are sent together are under way together.
        await new Promise((turn) => setTimeout(turn));
        const prefer = parsePrefer(request.headers.get("prefer"));
        const call: Call = {
          mailbox,
          access,
          deltas: this.deltas,
          params,
          query: parseQuery(asked.query, route.query),
          prefer,
          body: parseBody(request),
          graphUrl: base(),
          now: now(),
          page: fault && "page" in fault ? fault.page : null,
        };
        return responseOf(await route.run(call), headers, prefer.applied);
      };
      return fault ? await failing(fault, answer) : { response: await answer() };
    });
  }

  #caller(authorization: string | null): Access {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) throw unauthenticated("Access token is empty.");
    const access = this.#options.grants.access.get(token);
    if (!access) {
      throw unauthenticated("IDX14100: JWT is not well formed, there are no dots (.).");
    }
    if (access.expiresAt <= this.#options.now()) {
      throw unauthenticated("Lifetime validation failed, the token is expired.");
    }
    return access;
  }

  #route({ method, path }: OutlookRequest, { owner }: Mailbox) {
    const segments = segmentsOf(path);
    const [first, id] = segments;
    if (first?.toLowerCase() === "users" && id !== undefined) {
      if (id !== owner.id && id.toLowerCase() !== owner.userPrincipalName.toLowerCase()) {
        throw new GraphFailure(
          403,
          "ErrorAccessDenied",
          "Access is denied. Check credentials and try again.",
        );
      }
      segments.splice(0, 2, "me");
    }
    const matches = this.#options.routes.flatMap((route) => {
      const params = match(route.path, segments);
      return params ? [{ route, params }] : [];
    });
    // A fixed segment such as `delta` goes before an id.
    matches.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length);
    const best = matches.find(({ route }) => route.method === method);
    if (best) return best;
    if (matches.length > 0) {
      throw new WrongRequest(405, "BadRequest", `Specified HTTP method is not allowed here.`);
    }
    throw badRequest(`Resource not found for the segment '${segments.at(-1)}'.`);
  }
}

function unauthenticated(message: string): GraphFailure {
  return new GraphFailure(401, "InvalidAuthenticationToken", message, {
    "www-authenticate": 'Bearer realm="", ' +
      'authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", ' +
      'client_id="00000003-0000-0000-c000-000000000000"',
  });
}

/** `a('b')/c` and `a/b/c` are the same. */
function segmentsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "").flatMap((part) => {
    const [, name, key] = /^([^(]+)\('(.*)'\)$/.exec(part) ?? [];
    return name === undefined || key === undefined ? [part] : [name, key];
  }).map(decodeURIComponent);
}

/** What the placeholders of a route stand for; undefined where the path is another. */
function match(route: string, segments: readonly string[]): Record<string, string> | undefined {
  const parts = route.split("/");
  if (parts.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name !== undefined) params[name] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return params;
}

function parseBody({ method, headers, body }: GraphRequest): unknown {
  if (method === "GET" || method === "DELETE" || body === "") return undefined;
  if (!(headers.get("content-type") ?? "").startsWith("application/json")) {
    throw new WrongRequest(415, "RequestBroker--ParseUri", "The content type is not supported.");
  }
  try {
    return JSON.parse(body);
  } catch {
    throw badRequest("Unable to read JSON request payload.");
  }
}

function responseOf(answer: Answer, headers: Headers, applied: string[]): Response {
  for (const [name, value] of Object.entries(answer.headers ?? {})) headers.set(name, value);
  if (applied.length > 0) headers.set("preference-applied", applied.join(", "));
  if (answer.body === undefined) {
    return new Response(null, { status: answer.status ?? 204, headers });
  }
  headers.set("content-type", JSON_TYPE);
  return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200, headers });
}
