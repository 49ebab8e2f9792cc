import { z } from "zod";
import { Account, Selection } from "../contracts/connectors.ts";
import type { Provider } from "../contracts/providers.ts";
import type { Client } from "../database/clients.ts";
import { databaseError } from "../database/errors.ts";
import type { Rpc } from "../database/rpc.ts";
import { notFound } from "../http/errors.ts";

const columns =
  "id, provider, provider_account_id, scopes, status, status_reason, metadata, created_at, updated_at";

/** What is used of `metadata`; whatever else a connector keeps there stays inside. */
const known = z.object({
  name: z.string().nullable().catch(null),
  missing_scopes: z.array(z.string()).catch([]),
  selection: Selection.catch({ include: [], exclude: [] }),
});
const accountRow = z.looseObject({
  status_reason: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()),
});

function toAccount(row: unknown): Account {
  const { metadata, status_reason: reason, ...columnsOf } = accountRow.parse(row);
  return Account.parse({ ...columnsOf, reason, ...known.parse(metadata) });
}

/** One's own linked accounts under RLS, oldest first. */
export async function listAccounts(client: Client): Promise<Account[]> {
  const { data, error } = await client.from("linked_accounts").select(columns)
    .order("created_at").order("id").limit(1000);
  if (error) throw databaseError("read linked accounts", error);
  return data.map(toAccount);
}

/** Accounts in one answer of the Data API. */
const PAGE = 1000;

const readable = z.object({ id: z.guid(), user_id: z.guid() });

/**
 * Everybody's accounts of a provider that can be read: those that are active and have a token.
 *
 * @param service the Data API as the service
 */
export async function readableAccounts(
  service: Client,
  provider: Provider,
): Promise<z.infer<typeof readable>[]> {
  const accounts: z.infer<typeof readable>[] = [];
  for (let last = 0;; last += PAGE) {
    const { data, error } = await service.from("linked_accounts")
      .select("id, user_id, oauth_tokens!inner(id)")
      .eq("provider", provider).eq("status", "active").is("oauth_tokens.revoked_at", null)
      .order("id").range(last, last + PAGE - 1);
    if (error) throw databaseError("read linked accounts", error);
    accounts.push(...z.array(readable).parse(data));
    if (data.length < PAGE) return accounts;
  }
}

/** @throws {ProblemError} 404 when it is absent or somebody else's. */
export async function getAccount(client: Client, id: string): Promise<Account> {
  const { data, error } = await client.from("linked_accounts").select(columns).eq("id", id)
    .maybeSingle();
  if (error) throw databaseError("read linked account", error);
  if (!data) throw notFound("linked account");
  return toAccount(data);
}

/**
 * Chooses what is read of an account.
 *
 * @throws {ProblemError} 404 when it is absent or somebody else's.
 */
export async function chooseResources(
  internal: Rpc,
  userId: string,
  id: string,
  selection: Selection,
): Promise<void> {
  const done = await internal("choose_resources", { for_user: userId, account: id, selection });
  if (!z.boolean().parse(done)) throw notFound("linked account");
}

/**
 * Forgets the tokens of a person's account and stops reading it, a reading under way as well.
 *
 * @throws {ProblemError} 404 when it is absent or somebody else's.
 */
export async function stopAccount(internal: Rpc, userId: string, id: string): Promise<void> {
  const done = await internal("unlink_account", { for_user: userId, account: id });
  if (!z.boolean().parse(done)) throw notFound("linked account");
}
