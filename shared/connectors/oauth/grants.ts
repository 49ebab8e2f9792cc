/**
 * What becomes of a grant. A state says who began, and whoever has the address may come back with it:
 * so a grant is linked only for the person who began, as their own token shows. Until they show it,
 * the grant waits sealed under a handle; one that goes astray is ended at the provider.
 */
import { z } from "zod";
import type { Linked } from "../../contracts/connectors.ts";
import { OAuthProviderName } from "../../contracts/connectors.ts";
import type { Rpc } from "../../database/rpc.ts";
import { ProblemError } from "../../http/errors.ts";
import { type Revocation, revokeToken } from "../revoke.ts";
import type { Binding } from "../tokens/envelope.ts";
import type { NewLink } from "../tokens/token_store.ts";
import type { OAuthDependencies } from "./flow.ts";
import { randomToken, sha256Hex } from "./pkce.ts";
import type { Grant } from "./provider.ts";

/** How long a grant waits for who began, in seconds. */
export const GRANT_SECONDS = 600;

/** What ending a grant takes. */
export interface GrantDependencies extends Revocation {
  internal: Rpc;
}

/** Who linking was begun by, and where. */
export interface Owner {
  userId: string;
  provider: OAuthProviderName;
}

const Sealed = z.object({
  token: z.object({
    access: z.string(),
    refresh: z.string().nullable(),
    expiresAt: z.coerce.date().nullable(),
    scopes: z.string().nullable(),
  }),
  providerAccountId: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  missingScopes: z.array(z.string()),
});

/** A grant that waits, or whose time is over. */
export const WaitingGrant = z.object({
  handle_hash: z.string(),
  user_id: z.guid(),
  provider: OAuthProviderName,
  grant_enc: z.string(),
  /** Whether a linked account goes by the very same token. */
  in_use: z.boolean(),
  claimable: z.boolean(),
  kept_since: z.coerce.date(),
});
export type WaitingGrant = z.infer<typeof WaitingGrant>;

/** Links at once: whoever brought the code is who began. */
export async function linkGrant(
  { tokens }: OAuthDependencies,
  owner: Owner,
  grant: Grant,
): Promise<Linked> {
  return linked(await tokens.link(linkOf(owner, grant)), owner, grant);
}

/** Keeps a grant until who began claims it. The handle that comes back is stored as a hash alone. */
export async function keepGrant(
  { internal, keyring }: OAuthDependencies,
  { userId, provider }: Owner,
  grant: Grant,
): Promise<string> {
  const handle = randomToken();
  const hash = await sha256Hex(handle);
  await internal("keep_grant", {
    handle_hash: hash,
    for_user: userId,
    provider,
    grant_enc: await keyring.seal(JSON.stringify(grant), bindingOf(hash, userId, provider)),
    token_fingerprint: await keyring.fingerprint(grant.token.access, provider),
    seconds: GRANT_SECONDS,
  });
  return handle;
}

/**
 * Links the account of a grant, where the person is who began. A handle that anybody else shows has
 * gone astray, and so has one that comes too late: the grant is ended at the provider.
 *
 * @throws {ProblemError} 403 where somebody else began; 400 where it is unknown, used or too late
 */
export async function claimGrant(
  dependencies: GrantDependencies,
  { userId, provider }: Owner,
  handle: string,
): Promise<Linked> {
  const linking = await dependencies.linking();
  const hash = await sha256Hex(handle);
  const [row] = z.array(WaitingGrant).parse(
    await dependencies.internal("show_grant", {
      given_hash: hash,
      for_user: userId,
      for_provider: provider,
    }),
  );
  if (!row) throw notValid();
  if (!row.claimable) {
    await endGrant(dependencies, row);
    throw row.user_id === userId ? notValid() : notWhoBegan();
  }
  const grant = await openGrant(linking, row);
  const id = await linking.tokens.claim(hash, linkOf({ userId, provider }, grant));
  if (id === null) throw notValid();
  return linked(id, { userId, provider }, grant);
}

/**
 * Ends a grant whose time is over at its provider, and forgets it. The token of an account that is
 * linked is left alone: a provider may give the same one to everybody who links that account.
 *
 * @returns false: the provider has not ended it, and it is kept to be tried again
 */
export async function endGrant(
  dependencies: GrantDependencies,
  row: WaitingGrant,
): Promise<boolean> {
  const read = async (linking: OAuthDependencies) => (await openGrant(linking, row)).token;
  const kept = !row.in_use && await revokeToken(dependencies, row.provider, read) === "failed";
  if (!kept) await dependencies.internal("drop_grant", { given_hash: row.handle_hash });
  return !kept;
}

/** Somebody shows what another person began. */
export function notWhoBegan(): ProblemError {
  return new ProblemError(
    403,
    "not_who_began",
    "Somebody else began this linking, so nothing was linked; begin it yourself",
  );
}

function notValid(): ProblemError {
  const message = "The handle is unknown, used or over ten minutes old; begin linking again";
  return new ProblemError(400, "handle_not_valid", message, {
    errors: [{ field: "handle", message }],
  });
}

async function openGrant({ keyring }: OAuthDependencies, row: WaitingGrant): Promise<Grant> {
  const binding = bindingOf(row.handle_hash, row.user_id, row.provider);
  return Sealed.parse(JSON.parse(await keyring.open(row.grant_enc, binding)));
}

function linkOf({ userId, provider }: Owner, grant: Grant): NewLink {
  const { providerAccountId, token } = grant;
  const metadata = { ...grant.metadata, missing_scopes: grant.missingScopes };
  return { userId, provider, providerAccountId, metadata, token };
}

function linked(id: string, { provider }: Owner, grant: Grant): Linked {
  return {
    linked_account_id: id,
    provider,
    provider_account_id: grant.providerAccountId,
    status: "active",
    missing_scopes: grant.missingScopes,
  };
}

function bindingOf(hash: string, userId: string, provider: string): Binding {
  return { table: "oauth_grants", row: hash, userId, provider, purpose: "grant" };
}
