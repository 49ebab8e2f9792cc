/** Microsoft's identity platform v2: authorization code with PKCE (S256) and the app's secret. */
import { z } from "zod";
import { ConnectorError } from "../../connector.ts";
import type {
  Authorization,
  Explanation,
  Grant,
  OAuthProvider,
  Refusal,
} from "../../oauth/provider.ts";
import type { Token } from "../../tokens/token_store.ts";
import { createGraphApi, type GraphApi } from "./graph_api.ts";
import { GraphRefusal } from "./graph_errors.ts";
import { explainRefusal } from "./refusals.ts";
import { requestToken } from "./token_endpoint.ts";

/** What reading needs of a person; a grant may be wider (Mail.ReadWrite), never narrower. */
export const NEEDED_SCOPES: readonly string[] = ["User.Read", "Mail.Read", "Calendars.Read"];

/** How the app is registered at Microsoft, and where Microsoft is. */
export interface OutlookOAuthSettings {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  tenantId: string;
  /** Both end with "/". */
  loginUrl: string;
  graphUrl: string;
  fetch: typeof globalThis.fetch;
  now: () => Date;
}

const me = z.object({
  id: z.string().min(1),
  displayName: z.string().nullish(),
  mail: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});
const subscriptions = z.object({ value: z.array(z.object({ id: z.string().min(1) })) });

export class OutlookOAuth implements OAuthProvider {
  readonly pkce = true;
  readonly redirectUri: string;

  constructor(private readonly settings: OutlookOAuthSettings) {
    this.redirectUri = settings.redirectUri;
  }

  authorizationUrl({ state, redirectUri, codeChallenge }: Authorization): string {
    const url = new URL(this.#endpoint("authorize"));
    url.search = new URLSearchParams({
      client_id: this.settings.clientId,
      response_type: "code",
      response_mode: "query",
      redirect_uri: redirectUri,
      scope: ["openid", "profile", "offline_access", ...NEEDED_SCOPES].join(" "),
      state,
      // Who is signed in at work may want to link a second mailbox.
      prompt: "select_account",
      ...(codeChallenge && { code_challenge: codeChallenge, code_challenge_method: "S256" }),
    }).toString();
    return url.href;
  }

  async exchange(code: string, redirectUri: string, verifier: string | null): Promise<Grant> {
    const token = await this.#token({
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri,
      ...(verifier && { code_verifier: verifier }),
    });
    const missingScopes = missingOf(token);
    const person = await this.#identity(token);
    const addresses = [person.mail, person.userPrincipalName].flatMap((address) =>
      address ? [address.toLowerCase()] : []
    );
    return {
      token,
      providerAccountId: person.id,
      metadata: {
        name: person.mail ?? person.userPrincipalName ?? person.displayName ?? null,
        ...(person.displayName ? { owner_name: person.displayName } : {}),
        user: person.id,
        addresses: [...new Set(addresses)],
      },
      missingScopes,
    };
  }

  /**
   * A refresh token stays good when it is used. Error 70000 now and then passes by itself
   * (BingAds-Python-SDK issue 279), so the same token is tried once more.
   */
  async refresh(refreshToken: string): Promise<Token> {
    const grant = { grant_type: "refresh_token", refresh_token: refreshToken };
    try {
      return await this.#token(grant);
    } catch (error) {
      if (!(error instanceof ConnectorError && error.code === "aadsts_70000")) throw error;
      return await this.#token(grant);
    }
  }

  /**
   * Microsoft lets no app end a person's grant; the person does, at myapps.microsoft.com. What can be
   * ended are the pushes that the grant asked for.
   */
  async revoke(token: Token): Promise<boolean> {
    const graph = this.#graph(token.access);
    try {
      const { value } = await graph.send("GET", "/subscriptions", subscriptions);
      for (const { id } of value) {
        await graph.send("DELETE", `/subscriptions/${encodeURIComponent(id)}`, z.unknown());
      }
    } catch (error) {
      // Without a token that is still good they end by themselves within a week.
      if (!(error instanceof ConnectorError || error instanceof GraphRefusal)) throw error;
    }
    return false;
  }

  explain(refusal: Refusal): Explanation | null {
    const { loginUrl, tenantId, clientId } = this.settings;
    const tenant = tenantId === "common" || tenantId === "consumers" ? "organizations" : tenantId;
    const id = encodeURIComponent(clientId);
    return explainRefusal(refusal, `${loginUrl}${tenant}/adminconsent?client_id=${id}`);
  }

  #token(grant: Record<string, string>): Promise<Token> {
    return requestToken({ ...this.settings, tokenUrl: this.#endpoint("token") }, grant);
  }

  /** Whose mailbox it is. Without User.Read nobody can say, and nothing can be linked. */
  async #identity({ access }: Token): Promise<z.infer<typeof me>> {
    try {
      const path = "/me?$select=id,displayName,mail,userPrincipalName";
      return await this.#graph(access).send("GET", path, me);
    } catch (error) {
      if (!(error instanceof GraphRefusal)) throw error;
      throw new ConnectorError("identity_not_granted", { kind: "relink" });
    }
  }

  #graph(access: string): GraphApi {
    return createGraphApi(this.settings, () => Promise.resolve(access));
  }

  #endpoint(name: "authorize" | "token"): string {
    return `${this.settings.loginUrl}${this.settings.tenantId}/oauth2/v2.0/${name}`;
  }
}

/** Scopes come as "Mail.Read" or with the address of the resource before them, in any case. */
function missingOf({ scopes, refresh }: Token): string[] {
  const granted = new Set(
    (scopes ?? "").split(" ").map((scope) => scope.slice(scope.lastIndexOf("/") + 1).toLowerCase()),
  );
  const missing = NEEDED_SCOPES.filter((needed) => {
    const wider = needed.replace(/\.Read$/, ".ReadWrite");
    return !granted.has(needed.toLowerCase()) && !granted.has(wider.toLowerCase());
  });
  // It is no part of what is granted by name: a refresh token shows it.
  return refresh === null ? [...missing, "offline_access"] : missing;
}
