/**
 * The Microsoft identity platform v2, as far as the authorization code flow of a confidential client
 * needs it: authorize, token, keys and discovery.
 *
 * learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { consentAnswer, consentPage, wantsPage } from "../consent_page.ts";
import { Aadsts } from "./aadsts.ts";
import { Grants, type Issued } from "./grants.ts";
import type { Person } from "./people.ts";
import { grantedText, parseScopes } from "./scopes.ts";

export interface Registration {
  clientId: string;
  clientSecret: string;
  redirectUris: string[];
  /** Whose accounts the application was registered for. */
  audience: "AzureADandPersonalMicrosoftAccount" | "PersonalMicrosoftAccount" | "AzureADMyOrg";
}

/** What a person does at the page that asks for their consent. */
export interface Consent {
  /** Their principal name; the first person unless given. */
  user?: string;
  /** Scopes that they do not give. */
  withheld?: string[];
  /** They say no; or their administrator must say yes first. */
  refuse?: "declined" | "admin";
}

export interface IdentityOptions {
  registration: Registration;
  tenantId: string;
  people: ReadonlyMap<string, Person>;
  now: () => number;
  accessLife: () => number;
  /** Whether granted scopes are written with their resource, as for personal accounts. */
  qualifiedScopes: boolean;
  /** Where it answers, with a slash at the end. */
  base: () => string;
  violation(text: string): void;
}

const PARAMETERS = new Set([
  "client_id",
  "response_type",
  "redirect_uri",
  "response_mode",
  "scope",
  "state",
  "prompt",
  "login_hint",
  "domain_hint",
  "nonce",
  "code_challenge",
  "code_challenge_method",
]);

let key: Promise<{ privateKey: CryptoKey; jwk: JWK }> | undefined;

/** One key for all servers of a process: it takes long to make. */
function signingKey(): Promise<{ privateKey: CryptoKey; jwk: JWK }> {
  return key ??= generateKeyPair("RS256").then(async ({ privateKey, publicKey }) => ({
    privateKey,
    jwk: { ...await exportJWK(publicKey), kid: crypto.randomUUID(), use: "sig", alg: "RS256" },
  }));
}

export class Identity {
  readonly grants: Grants;
  readonly registration: Registration;
  /** The secret of the registration has expired. */
  secretExpired = false;
  /** What the next person does who comes to the consent page. */
  consent: Consent = {};
  readonly #options: IdentityOptions;

  constructor(options: IdentityOptions) {
    this.#options = options;
    this.registration = options.registration;
    this.grants = new Grants(options.now, options.accessLife);
  }

  /** The answer to a request below a tenant; null where there is no such page. */
  async handle(request: Request): Promise<Response | null> {
    const { pathname, searchParams } = new URL(request.url);
    const [, tenant = "", page = ""] = /^\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    const route = `${request.method} ${page}`;
    if (route === "GET oauth2/v2.0/authorize") {
      return this.#page(tenant, searchParams, wantsPage(request));
    }
    if (route === "POST oauth2/v2.0/authorize") {
      const { allowed, person } = await consentAnswer(request);
      this.consent = {
        ...(person === null ? {} : { user: person }),
        ...(allowed ? {} : { refuse: "declined" }),
      };
      return this.#page(tenant, searchParams, false);
    }
    if (route === "POST oauth2/v2.0/token") return await this.#token(tenant, request);
    if (route === "GET v2.0/.well-known/openid-configuration") return this.#discovery(tenant);
    if (route === "GET discovery/v2.0/keys") {
      return Response.json({ keys: [(await signingKey()).jwk] });
    }
    return null;
  }

  /** What a browser gets: a page that shows an error, or the way back to the application. */
  #page(tenant: string, query: URLSearchParams, asks: boolean): Response {
    try {
      this.#checkTenant(tenant);
      const redirectUri = this.#redirectOf(query);
      return asks ? this.#consentPage(query) : this.#authorize(query, redirectUri);
    } catch (error) {
      if (!(error instanceof Aadsts)) throw error;
      this.#options.violation(`authorize refused with AADSTS${error.code}`);
      // An application that cannot be trusted with its redirect gets none.
      return new Response(
        `<!DOCTYPE html><p>Sorry, but we're having trouble signing you in.</p>` +
          `<p>${error.message.replaceAll("<", "&lt;")}</p>`,
        {
          status: 400,
          headers: { "content-type": "text/html; charset=utf-8" },
        },
      );
    }
  }

  #redirectOf(query: URLSearchParams): string {
    const { clientId, redirectUris } = this.registration;
    if (query.get("client_id") !== clientId) throw new Aadsts(700016);
    const redirectUri = query.get("redirect_uri") ?? "";
    if (!redirectUris.includes(redirectUri)) throw new Aadsts(50011);
    return redirectUri;
  }

  #consentPage(query: URLSearchParams): Response {
    const people = [...this.#options.people.values()];
    return consentPage({
      provider: "Outlook",
      people: people.map(({ userPrincipalName }) => ({
        value: userPrincipalName,
        name: userPrincipalName,
      })),
      scopes: parseScopes(query.get("scope") ?? ""),
    });
  }

  #authorize(query: URLSearchParams, redirectUri: string): Response {
    const twice = [...query.keys()].filter((key, index, all) => all.indexOf(key) !== index);
    const unknown = [...query.keys()].filter((key) => !PARAMETERS.has(key));
    if (twice.length + unknown.length > 0) {
      this.#options.violation(`authorize with ${[...twice, ...unknown].join(", ")}`);
    }
    const back = new URL(redirectUri);
    const state = query.get("state");
    if (state === null || state === "") this.#options.violation("authorize without a state");
    else back.searchParams.set("state", state);
    try {
      back.searchParams.set("code", this.#consented(query, redirectUri));
    } catch (error) {
      if (!(error instanceof Aadsts)) throw error;
      back.searchParams.set("error", error.word);
      back.searchParams.set("error_description", error.message);
    }
    return new Response(null, { status: 302, headers: { location: back.href } });
  }

  #consented(query: URLSearchParams, redirectUri: string): string {
    const consent = this.consent;
    this.consent = {};
    const challenge = query.get("code_challenge") ?? "";
    const method = query.get("code_challenge_method");
    if (method !== "S256" || !/^[A-Za-z0-9_-]{43}$/.test(challenge)) throw this.#wrong(9002325);
    if (query.get("response_type") !== "code") {
      throw this.#wrong(900144, "The value of 'response_type' must be 'code'.");
    }
    if (!["query", null].includes(query.get("response_mode"))) {
      throw this.#wrong(900144, "The value of 'response_mode' must be 'query'.");
    }
    const asked = parseScopes(query.get("scope") ?? "");
    if (asked.length === 0) throw this.#wrong(900144, "'scope'.");
    if (consent.refuse) throw new Aadsts(consent.refuse === "admin" ? 90094 : 65004);
    const hint = consent.user ?? query.get("login_hint");
    const people = [...this.#options.people.values()];
    const person = people.find(({ userPrincipalName }) => userPrincipalName === hint) ?? people[0];
    if (!person) throw new Error("Nobody can sign in at the test's tenant");
    return this.grants.authorize({
      user: person.id,
      scopes: asked.filter((scope) => !consent.withheld?.includes(scope)),
      redirectUri,
      challenge,
      nonce: query.get("nonce"),
    });
  }

  async #token(tenant: string, request: Request): Promise<Response> {
    const { now, base } = this.#options;
    try {
      const type = request.headers.get("content-type") ?? "";
      const form = new URLSearchParams(
        type.startsWith("application/x-www-form-urlencoded") ? await request.text() : "",
      );
      this.#checkTenant(tenant);
      this.#checkClient(form, request.headers.get("authorization"));
      return await this.#answer(await this.#redeem(form));
    } catch (error) {
      if (error instanceof Aadsts) return error.response(now(), base());
      throw error;
    }
  }

  async #redeem(form: URLSearchParams): Promise<Issued> {
    const scope = form.get("scope");
    const scopes = scope === null ? null : parseScopes(scope);
    switch (needed(form, "grant_type")) {
      case "authorization_code": {
        const code = needed(form, "code");
        const redirect = needed(form, "redirect_uri");
        const issued = await this.grants.exchange(code, redirect, form.get("code_verifier") ?? "");
        return issued;
      }
      case "refresh_token":
        return this.grants.refresh(needed(form, "refresh_token"), scopes);
      default:
        throw new Aadsts(70003);
    }
  }

  async #answer({ user, scopes, nonce, ...tokens }: Issued): Promise<Response> {
    return Response.json({
      token_type: "Bearer",
      scope: grantedText(scopes, this.#options.qualifiedScopes),
      expires_in: tokens.expires_in,
      ext_expires_in: tokens.expires_in,
      access_token: tokens.access_token,
      ...(tokens.refresh_token === undefined ? {} : { refresh_token: tokens.refresh_token }),
      ...(scopes.includes("openid") ? { id_token: await this.#idToken(user, scopes, nonce) } : {}),
    }, { headers: { "cache-control": "no-store, no-cache", pragma: "no-cache" } });
  }

  async #idToken(user: string, scopes: string[], nonce: string | null): Promise<string> {
    const person = this.#options.people.get(user);
    if (!person) throw new Error(`No person ${user} in the test's tenant`);
    const { privateKey, jwk } = await signingKey();
    const seconds = Math.floor(this.#options.now() / 1000);
    return await new SignJWT({
      oid: person.id,
      tid: this.#options.tenantId,
      ver: "2.0",
      ...(nonce === null ? {} : { nonce }),
      ...(scopes.includes("profile")
        ? { name: person.displayName, preferred_username: person.userPrincipalName }
        : {}),
      ...(scopes.includes("email") && person.mail !== null ? { email: person.mail } : {}),
    }).setProtectedHeader({ alg: "RS256", typ: "JWT", kid: jwk.kid ?? "" })
      .setIssuer(`${this.#options.base()}${this.#options.tenantId}/v2.0`)
      // The subject is pairwise: another value than the object id.
      .setSubject(`sub-${person.id}`)
      .setAudience(this.registration.clientId)
      .setIssuedAt(seconds)
      .setNotBefore(seconds)
      .setExpirationTime(seconds + 3600)
      .sign(privateKey);
  }

  #discovery(tenant: string): Response {
    const base = this.#options.base();
    return Response.json({
      issuer: `${base}${this.#options.tenantId}/v2.0`,
      authorization_endpoint: `${base}${tenant}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}${tenant}/oauth2/v2.0/token`,
      jwks_uri: `${base}${tenant}/discovery/v2.0/keys`,
      response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
      response_modes_supported: ["query", "fragment", "form_post"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
    });
  }

  #checkTenant(tenant: string): void {
    const { audience } = this.registration;
    const single = tenant === this.#options.tenantId;
    if (!single && !["common", "organizations", "consumers"].includes(tenant)) {
      throw new Aadsts(90002, `Tenant '${tenant}'.`);
    }
    if (audience === "PersonalMicrosoftAccount" && tenant !== "consumers") {
      throw new Aadsts(9002331);
    }
    if (audience === "AzureADMyOrg" && !single) throw new Aadsts(50194);
  }

  #checkClient(form: URLSearchParams, authorization: string | null): void {
    const [basicId, basicSecret] = credentials(authorization);
    const id = form.get("client_id") ?? basicId ?? needed(form, "client_id");
    if (id !== this.registration.clientId) throw this.#wrong(700016);
    const secret = form.get("client_secret") ?? basicSecret;
    if (secret === undefined || secret === "") throw new Aadsts(7000218);
    if (secret !== this.registration.clientSecret) throw new Aadsts(7000215);
    if (this.secretExpired) throw new Aadsts(7000222);
  }

  #wrong(...given: ConstructorParameters<typeof Aadsts>): Aadsts {
    const error = new Aadsts(...given);
    this.#options.violation(error.message);
    return error;
  }
}

function needed(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === "") throw new Aadsts(900144, `'${name}'.`);
  return value;
}

/** Id and secret of HTTP Basic (RFC 6749, 2.3.1: both form-encoded). */
function credentials(authorization: string | null): (string | undefined)[] {
  const encoded = /^Basic (\S+)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return [];
  const [id, secret] = atob(encoded).split(":").map(decodeURIComponent);
  return [id, secret];
}
