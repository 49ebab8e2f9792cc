/**
 * Slack's OAuth v2 with user scopes alone. No PKCE: switching it on would make the app a public
 * client for good, whose refresh tokens die after 30 days (docs.slack.dev, changelog 2026-03-30).
 */
import { z } from "zod";
import { ConnectorError } from "../../connector.ts";
import type { Grant, OAuthProvider } from "../../oauth/provider.ts";
import type { Token } from "../../tokens/token_store.ts";
import { createSlackApi, type SlackApi, SlackMethodError } from "./web_api.ts";

/** What reading needs of a person. */
export const NEEDED_SCOPES: readonly string[] = [
  "channels:history",
  "channels:read",
  "groups:history",
  "groups:read",
  "im:history",
  "im:read",
  "mpim:history",
  "mpim:read",
  "team:read",
  "users:read",
];
/** What makes reading better: late replies are found by search, people by their mail address. */
export const WANTED_SCOPES: readonly string[] = [
  "search:read",
  "users:read.email",
  "usergroups:read",
];

/** How the app is registered at Slack. */
export interface SlackOAuthSettings {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  authorizeUrl: string;
  apiUrl: string;
  fetch: typeof globalThis.fetch;
  now: () => Date;
}

const text = z.string().min(1);
const tokens = {
  access_token: text,
  refresh_token: text.optional(),
  expires_in: z.number().positive().optional(),
};
/** A person's token is nested; one at the top would be a bot's. */
const exchanged = z.object({
  authed_user: z.object({ id: text, scope: z.string().default(""), ...tokens }),
  team: z.object({ id: text, name: z.string().nullish() }),
});
const refreshed = z.union([
  z.object({ ...tokens, scope: z.string().optional() }),
  z.object({ authed_user: z.object({ ...tokens, scope: z.string().optional() }) })
    .transform(({ authed_user }) => authed_user),
]);
const team = z.object({ team: z.object({ domain: z.string().nullish() }) });

export class SlackOAuth implements OAuthProvider {
  readonly pkce = false;
  readonly redirectUri: string;

  constructor(private readonly settings: SlackOAuthSettings) {
    this.redirectUri = settings.redirectUri;
  }

  authorizationUrl({ state, redirectUri }: { state: string; redirectUri: string }): string {
    const url = new URL(this.settings.authorizeUrl);
    url.searchParams.set("client_id", this.settings.clientId);
    url.searchParams.set("user_scope", [...NEEDED_SCOPES, ...WANTED_SCOPES].join(","));
    url.searchParams.set("state", state);
    url.searchParams.set("redirect_uri", redirectUri);
    return url.href;
  }

  async exchange(code: string, redirectUri: string): Promise<Grant> {
    const given = await this.#access({ code, redirect_uri: redirectUri }, exchanged);
    const { id, scope } = given.authed_user;
    const granted = new Set(scope.split(","));
    const token = this.#token(given.authed_user, scope);
    return {
      token,
      providerAccountId: given.team.id,
      metadata: {
        name: given.team.name ?? null,
        user: id,
        domain: await domainOf(this.#api(token.access)),
      },
      missingScopes: NEEDED_SCOPES.filter((needed) => !granted.has(needed)),
    };
  }

  async refresh(refreshToken: string): Promise<Token> {
    const given = await this.#access(
      { grant_type: "refresh_token", refresh_token: refreshToken },
      refreshed,
    );
    return this.#token(given, given.scope ?? null);
  }

  /** Both tokens: with rotation each is revoked by itself, without it the one ends the grant. */
  async revoke({ access, refresh }: Token): Promise<boolean> {
    for (const token of [access, ...(refresh === null ? [] : [refresh])]) {
      await this.#api(token).call("auth.revoke", {}, z.object({ revoked: z.boolean() }))
        .catch((error: unknown) => {
          // What is over already need not be ended.
          if (!(error instanceof ConnectorError && error.remedy.kind === "relink")) throw error;
        });
    }
    return true;
  }

  #api(token?: string): SlackApi {
    return createSlackApi(this.settings, token);
  }

  async #access<T>(args: Record<string, string>, answer: z.ZodType<T>): Promise<T> {
    const { clientId: client_id, clientSecret: client_secret } = this.settings;
    try {
      return await this.#api().call(
        "oauth.v2.access",
        { client_id, client_secret, ...args },
        answer,
      );
    } catch (error) {
      // Whatever else Slack finds wrong with a code or a refresh token, another one is needed.
      if (error instanceof SlackMethodError) {
        throw new ConnectorError(error.code, { kind: "relink" });
      }
      throw error;
    }
  }

  #token(given: z.infer<z.ZodObject<typeof tokens>>, scopes: string | null): Token {
    const { access_token, refresh_token, expires_in } = given;
    return {
      access: access_token,
      refresh: refresh_token ?? null,
      expiresAt: expires_in === undefined
        ? null
        : new Date(this.settings.now().getTime() + expires_in * 1000),
      scopes: scopes?.replaceAll(",", " ") ?? null,
    };
  }
}

/** For the addresses of messages; a workspace that does not say goes without. */
async function domainOf(api: SlackApi): Promise<string | null> {
  try {
    return (await api.call("team.info", {}, team)).team.domain ?? null;
  } catch (error) {
    if (error instanceof SlackMethodError) return null;
    throw error;
  }
}
