import { z } from "zod";
import type { Connector, ConnectorError } from "../../../shared/connectors/connector.ts";
import type { OAuthProvider, Refusal } from "../../../shared/connectors/oauth/provider.ts";
import type { Provider } from "../../../shared/contracts/providers.ts";

/** A provider's side of the flow, which keeps what it was asked. */
export class RecordedProvider implements OAuthProvider {
  readonly redirectUri = "https://project.example.test/callback";
  readonly exchanged: [string, string, string | null][] = [];
  readonly revoked: string[] = [];
  account = "T1";
  /** The token that it gives next. */
  access = "canary-access";
  failure: ConnectorError | null = null;

  constructor(readonly pkce: boolean) {}

  authorizationUrl({ state, redirectUri, codeChallenge }: Parameters<
    OAuthProvider["authorizationUrl"]
  >[0]): string {
    const url = new URL("https://provider.example.test/authorize");
    url.searchParams.set("state", state);
    url.searchParams.set("redirect_uri", redirectUri);
    if (codeChallenge) url.searchParams.set("code_challenge", codeChallenge);
    return url.href;
  }
  exchange(code: string, redirectUri: string, verifier: string | null) {
    this.exchanged.push([code, redirectUri, verifier]);
    if (this.failure) return Promise.reject(this.failure);
    return Promise.resolve({
      token: { access: this.access, refresh: null, expiresAt: null, scopes: "a b" },
      providerAccountId: this.account,
      metadata: { name: "Acme" },
      missingScopes: ["c"],
    });
  }
  refresh() {
    return Promise.reject(new Error("not part of this test"));
  }
  revoke({ access }: { access: string }) {
    this.revoked.push(access);
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(true);
  }
  explain({ code, description }: Refusal) {
    if (this.pkce && description?.startsWith("AADSTS90094")) {
      return { status: 400 as const, code: "admin_consent_required", message: "Ask an admin" };
    }
    return code === "app_registration"
      ? { status: 503 as const, code, message: "The operator has to check the app" }
      : null;
  }
}

/** A connector that can be linked and nothing else. */
export function linkable(provider: Provider, oauth: OAuthProvider | undefined): Connector | null {
  return oauth ? { provider, oauth, cursor: z.record(z.string(), z.unknown()) } : null;
}
