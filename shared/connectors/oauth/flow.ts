/**
 * The authorization code flow (RFC 6749, 4.1; RFC 9700): a state is random, bound to person,
 * provider and redirect, kept as a hash, used once, and good for ten minutes.
 */
import { z } from "zod";
import type { Rpc } from "../../database/rpc.ts";
import { ProblemError } from "../../http/errors.ts";
import { ConnectorError } from "../connector.ts";
import type { Keyring } from "../tokens/envelope.ts";
import type { TokenStore } from "../tokens/token_store.ts";
import { codeChallenge, randomToken, sha256Hex } from "./pkce.ts";
import type { Explanation, Grant, OAuthProvider } from "./provider.ts";

/** How long a person may take at the provider, in seconds. */
const STATE_SECONDS = 600;

/** What linking takes. */
export interface OAuthDependencies {
  internal: Rpc;
  keyring: Keyring;
  tokens: TokenStore;
}

/** Who links what, and where they go afterwards. */
export interface LinkRequest {
  userId: string;
  provider: string;
  /** An address of the app that is on the allow list; null: the callback answers with JSON. */
  appRedirect: string | null;
}

/** What a provider sends a person back with. */
export interface CallbackQuery {
  state: string;
  code?: string | undefined;
  error?: string | undefined;
  error_description?: string | undefined;
}

const states = z.array(z.object({
  user_id: z.guid(),
  provider: z.string(),
  redirect_uri: z.string(),
  app_redirect: z.string().nullable(),
  verifier_enc: z.string().nullable(),
  expired: z.boolean(),
}));
type State = z.infer<typeof states>[number];

/** Begins linking: where to send the person, and the state that comes back. */
export async function beginOAuth(
  { internal, keyring }: OAuthDependencies,
  oauth: OAuthProvider,
  { userId, provider, appRedirect }: LinkRequest,
): Promise<{ auth_url: string; state: string }> {
  const state = randomToken();
  const hash = await sha256Hex(state);
  const verifier = oauth.pkce ? randomToken() : null;
  await internal("oauth_begin", {
    for_user: userId,
    provider,
    state_hash: hash,
    redirect_uri: oauth.redirectUri,
    app_redirect: appRedirect,
    verifier_enc: verifier && await keyring.seal(verifier, verifierBinding(hash, userId, provider)),
    seconds: STATE_SECONDS,
  });
  const auth_url = oauth.authorizationUrl({
    state,
    redirectUri: oauth.redirectUri,
    codeChallenge: verifier && await codeChallenge(verifier),
  });
  return { auth_url, state };
}

/** A state that was taken: it is gone, and this is who began. */
export interface TakenState {
  userId: string;
  appRedirect: string | null;
  /** Exchanges the provider's code. */
  exchange(oauth: OAuthProvider, query: CallbackQuery): Promise<Grant>;
}

/**
 * Takes the state that a provider sent back, so that nobody takes it again.
 *
 * @throws {ProblemError} 400 where it is unknown, used, expired, or of another provider
 */
export async function takeState(
  dependencies: OAuthDependencies,
  provider: string,
  state: string,
): Promise<TakenState> {
  const hash = await sha256Hex(state);
  const [row] = states.parse(await dependencies.internal("oauth_take", { given_hash: hash }));
  if (!row || row.expired || row.provider !== provider) {
    throw refused(
      "state_not_valid",
      "state",
      "The state is unknown, used or over ten minutes old; begin linking again",
    );
  }
  return {
    userId: row.user_id,
    appRedirect: row.app_redirect,
    exchange: (oauth, query) => exchange(dependencies, oauth, row, hash, query),
  };
}

async function exchange(
  { keyring }: OAuthDependencies,
  oauth: OAuthProvider,
  row: State,
  hash: string,
  { code, error, error_description: description }: CallbackQuery,
): Promise<Grant> {
  if (error !== undefined || code === undefined) {
    const explained = oauth.explain?.({ code: error ?? "", description });
    if (explained) throw asExplained(explained);
    // The provider's own word is not repeated: anybody can put anything into an address.
    throw refused("access_denied", "code", "The provider gave no access; begin linking again");
  }
  const verifier = row.verifier_enc &&
    await keyring.open(row.verifier_enc, verifierBinding(hash, row.user_id, row.provider));
  return await oauth.exchange(code, row.redirect_uri, verifier)
    .catch((error: unknown) => asProblem(error, oauth));
}

function asProblem(error: unknown, oauth: OAuthProvider): never {
  if (!(error instanceof ConnectorError)) throw error;
  const explained = oauth.explain?.({ code: error.code });
  if (explained) throw asExplained(explained);
  if (error.remedy.kind === "relink") {
    throw refused(error.code, "code", "The provider does not take the code; begin linking again");
  }
  throw new ProblemError(502, error.code, "The provider does not answer; try again shortly");
}

function asExplained({ status, code, message }: Explanation): ProblemError {
  return status === 400 ? refused(code, "code", message) : new ProblemError(status, code, message);
}

function refused(code: string, field: string, message: string): ProblemError {
  return new ProblemError(400, code, message, { errors: [{ field, message }] });
}

function verifierBinding(hash: string, userId: string, provider: string) {
  return { table: "oauth_states", row: hash, userId, provider, purpose: "verifier" };
}
