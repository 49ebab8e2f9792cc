/**
 * A loopback Slack: OAuth v2 and the Web API over HTTP, on a workspace that really changes. It
 * refuses what Slack refuses (methods, arguments, tokens, scopes, cursors, limits) and fails when it
 * is told to.
 */
import { consentAnswer, consentPage, wantsPage } from "../consent_page.ts";
import { Grants, type Issued } from "./grants.ts";
import { type Answer, METHODS } from "./methods.ts";
import { RateLimits } from "./rate_limits.ts";
import { Workspace } from "./workspace.ts";

/** What happens to a request instead of an answer. */
export type Fault =
  | { status: number; headers?: Record<string, string>; body?: string }
  | { error: string }
  /** The answer ends in the middle. */
  | { cut: true };

export interface SlackServerOptions {
  workspace?: Workspace;
  clientId?: string;
  clientSecret?: string;
  redirectUris?: string[];
  rateProfile?: "internal" | "distributed";
  rotates?: boolean;
  /** Milliseconds; limits, expiry and search go by it. */
  now?: () => number;
  searchDelay?: number;
  /** Scopes that people do not grant though they are asked for. */
  withheld?: string[];
}

/** A request that reached a method. */
export interface SlackRequest {
  method: string;
  args: ReadonlyMap<string, string>;
  user: string;
}

export class SlackServer implements AsyncDisposable {
  readonly workspace: Workspace;
  readonly grants: Grants;
  readonly limits: RateLimits;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: string[];
  readonly requests: SlackRequest[] = [];
  /** Requests that no client of Slack's may make, with what was wrong. */
  readonly violations: string[] = [];
  /** Asked for each call; what it returns happens instead. */
  fault: (request: SlackRequest) => Fault | null | Promise<Fault | null> = () => null;
  readonly #now: () => number;
  readonly #options: SlackServerOptions;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(options: SlackServerOptions = {}) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.workspace = options.workspace ?? new Workspace();
    this.grants = new Grants(options.rotates ?? false, this.#now);
    this.limits = new RateLimits(options.rateProfile ?? "internal", this.#now);
    this.clientId = options.clientId ?? "1111.2222";
    this.clientSecret = options.clientSecret ?? `secret-${crypto.randomUUID()}`;
    this.redirectUris = options.redirectUris ?? ["https://project.example.test/slack/callback"];
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => this.#handle(request),
    );
  }

  /** Without a path; `${url}/api/` is the Web API, `${url}/oauth/v2/authorize` where people go. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #handle(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/oauth/v2/authorize" && ["GET", "POST"].includes(request.method)) {
      return await this.#authorize(request, searchParams);
    }
    const method = /^\/api\/([a-zA-Z0-9.]+)$/.exec(pathname)?.[1];
    if (!method) return new Response("not found", { status: 404 });
    if (request.method !== "POST") {
      this.violations.push(`${request.method} ${pathname}`);
      return new Response("method not allowed", { status: 405 });
    }
    const type = request.headers.get("content-type") ?? "";
    if (!type.startsWith("application/x-www-form-urlencoded")) {
      return this.#refuse(`${method} with content-type ${type}`, "invalid_form_data");
    }
    const args = new Map(new URLSearchParams(await request.text()));
    if (method === "oauth.v2.access") return this.#access(request, args);
    return await this.#call(request, method, args);
  }

  /**
   * A browser gets the page that asks. Everybody else is signed in as `user` (a parameter of this
   * server's own) and says yes.
   */
  async #authorize(request: Request, query: URLSearchParams): Promise<Response> {
    const [redirect, state] = [query.get("redirect_uri") ?? "", query.get("state") ?? ""];
    const known = new Set(["client_id", "user_scope", "state", "redirect_uri", "team", "user"]);
    const unknown = [...query.keys()].filter((key) => !known.has(key));
    if (query.get("client_id") !== this.clientId || unknown.length > 0 || state === "") {
      return this.#refuse(`authorize with ${[...query.keys()].join(", ")}`, "invalid_client_id");
    }
    if (!this.redirectUris.includes(redirect)) {
      return this.#refuse(`authorize to ${redirect}`, "bad_redirect_uri");
    }
    const target = new URL(redirect);
    target.searchParams.set("state", state);
    const members = [...this.workspace.members.values()].filter((member) => !member.is_bot);
    if (wantsPage(request)) {
      return consentPage({
        provider: "Slack",
        people: members.map(({ id, name }) => ({ value: id, name })),
        scopes: (query.get("user_scope") ?? "").split(","),
      });
    }
    const answer = request.method === "POST" ? await consentAnswer(request) : null;
    if (answer?.allowed === false) {
      target.searchParams.set("error", "access_denied");
      return new Response(null, { status: 302, headers: { location: target.href } });
    }
    const user = answer?.person ?? query.get("user") ?? members[0]?.id ?? "";
    const scopes = (query.get("user_scope") ?? "").split(",").filter((scope) =>
      scope !== "" && !this.#options.withheld?.includes(scope)
    );
    target.searchParams.set("code", this.grants.authorize(user, scopes, redirect));
    return new Response(null, { status: 302, headers: { location: target.href } });
  }

  #access(request: Request, args: ReadonlyMap<string, string>): Response {
    const basic = `Basic ${btoa(`${this.clientId}:${this.clientSecret}`)}`;
    const inBody = args.get("client_id") === this.clientId &&
      args.get("client_secret") === this.clientSecret;
    if (request.headers.get("authorization") !== basic && !inBody) {
      return this.#refuse("oauth.v2.access with the wrong secret", "bad_client_secret");
    }
    if (args.get("grant_type") === "refresh_token") {
      const issued = this.grants.refresh(args.get("refresh_token") ?? "");
      return typeof issued === "string" ? error(issued) : Response.json(this.#refreshed(issued));
    }
    if (args.has("code_verifier")) return this.#refuse("PKCE", "invalid_arguments");
    const issued = this.grants.exchange(args.get("code") ?? "", args.get("redirect_uri") ?? null);
    if (typeof issued === "string") return error(issued);
    const { user, scope, ...tokens } = issued;
    return Response.json({
      ok: true,
      app_id: "A00000001",
      authed_user: { id: user, scope, token_type: "user", ...tokens },
      team: { id: this.workspace.id, name: this.workspace.name },
      enterprise: null,
      is_enterprise_install: false,
    });
  }

  #refreshed({ user, ...tokens }: Issued): Record<string, unknown> {
    return {
      ok: true,
      token_type: "user",
      ...tokens,
      authed_user: { id: user },
      team: { id: this.workspace.id, name: this.workspace.name },
    };
  }

  async #call(
    request: Request,
    name: string,
    args: ReadonlyMap<string, string>,
  ): Promise<Response> {
    const token = /^Bearer (\S+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? null;
    if (args.has("token")) this.violations.push(`${name} with the token in its body`);
    if (name === "auth.revoke") {
      return token && this.grants.revoke(token)
        ? Response.json({ ok: true, revoked: true })
        : error("invalid_auth");
    }
    const method = METHODS[name];
    if (!method) return this.#refuse(`unknown method ${name}`, "unknown_method");
    const grant = this.grants.check(token);
    if (typeof grant === "string") return error(grant);
    const unknown = [...args.keys()].filter((key) => !method.args.includes(key));
    if (unknown.length > 0) {
      return this.#refuse(`${name} with ${unknown.join(", ")}`, "invalid_arguments");
    }
    const asked = { method: name, args, user: grant.user };
    this.requests.push(asked);
    const fault = await this.fault(asked);
    if (fault) return failing(fault);

    const wait = this.limits.take("A00000001", this.workspace.id, name);
    if (wait !== null) {
      return Response.json({ ok: false, error: "ratelimited" }, {
        status: 429,
        headers: { "retry-after": String(wait) },
      });
    }
    const call = {
      workspace: this.workspace,
      limits: this.limits,
      user: grant.user,
      args,
      now: this.#now,
      searchDelay: this.#options.searchDelay ?? 0,
    };
    const needed = typeof method.scopes === "function" ? method.scopes(call) : method.scopes;
    const missing = needed.filter((scope) => !grant.scopes.has(scope));
    const headers = { "x-oauth-scopes": [...grant.scopes].join(",") };
    if (missing.length > 0) {
      const provided = headers["x-oauth-scopes"];
      return error("missing_scope", { needed: missing.join(","), provided }, headers);
    }
    const answer: Answer = method.run(call);
    return typeof answer === "string"
      ? error(answer, {}, headers)
      : Response.json(answer, { headers });
  }

  #refuse(violation: string, word: string): Response {
    this.violations.push(violation);
    return error(word);
  }
}

function error(
  word: string,
  more: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Response {
  return Response.json({ ok: false, error: word, ...more }, { headers });
}

function failing(fault: Fault): Response {
  if ("error" in fault) return error(fault.error);
  if ("status" in fault) {
    const { status, headers, body } = fault;
    return new Response(body ?? "failure", { status, ...(headers ? { headers } : {}) });
  }
  return new Response('{"ok":true,"messages":[', {
    headers: { "content-type": "application/json" },
  });
}
