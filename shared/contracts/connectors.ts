import { createRoute, z } from "@hono/zod-openapi";
import { Provider } from "./providers.ts";
import { json, problemResponses, storable, StoredInstant } from "./api.ts";
import { CoverageReceipt } from "./prompts.ts";

const security = [{ bearer: [] }];
const params = z.object({ id: z.guid("must be a UUID") });

/** Providers that are linked by OAuth. */
export const OAuthProviderName = z.enum(["slack", "outlook"], "must be slack or outlook");
export type OAuthProviderName = z.infer<typeof OAuthProviderName>;

const resourceId = storable(
  z.string("must be a text").min(1, "must not be empty").max(
    400,
    "must have at most 400 characters",
  ),
);
const resourceIds = z.array(resourceId).max(1000, "must name at most 1000 resources");

/**
 * Which channels, folders, calendars or chats are read, by their ids at the provider. What stands in
 * neither list is as the connector's default has it.
 */
export const Selection = z.strictObject({
  include: resourceIds.default([]),
  exclude: resourceIds.default([]),
}).openapi("Selection");
export type Selection = z.infer<typeof Selection>;

/** A linked account, without anything that opens it. */
export const Account = z.object({
  id: z.guid(),
  provider: Provider,
  provider_account_id: z.string(),
  /** What the person knows it by: a workspace's name, a mail address. */
  name: z.string().nullable(),
  status: z.enum(["active", "revoked", "error"]),
  /** Why it is not active, as a code. */
  reason: z.string().nullable(),
  scopes: z.string().nullable(),
  missing_scopes: z.array(z.string()),
  selection: Selection,
  created_at: StoredInstant,
  updated_at: StoredInstant,
}).openapi("Account");
export type Account = z.infer<typeof Account>;

export const AccountList = z.object({ accounts: z.array(Account), total: z.number().int() })
  .openapi("AccountList");

export const AccountChange = z.strictObject({ selection: Selection }).openapi("AccountChange");

export const OAuthStart = z.object({ auth_url: z.url(), state: z.string() }).openapi("OAuthStart");

export const Linked = z.object({
  linked_account_id: z.guid(),
  provider: z.string(),
  provider_account_id: z.string(),
  status: z.literal("active"),
  /** Scopes that reading needs and the grant lacks. */
  missing_scopes: z.array(z.string()),
}).openapi("Linked");
export type Linked = z.infer<typeof Linked>;

/** Who began has to claim the grant with their own token: a state does not say who came back. */
export const LinkToConfirm = z.object({
  status: z.literal("confirm"),
  provider: OAuthProviderName,
  /** For `POST /connectors/{provider}/oauth/complete`, once. */
  handle: z.string(),
  /** Seconds until it is worth nothing. */
  expires_in: z.number().int(),
}).openapi("LinkToConfirm");
export type LinkToConfirm = z.infer<typeof LinkToConfirm>;

export const LinkCompletion = z.strictObject({
  handle: z.string("must be a text").regex(
    /^[\w-]{43}$/,
    "must be the handle that the callback gave: 43 characters",
  ),
}).openapi("LinkCompletion");

export const SyncRequested = z.object({
  /** "waiting": a reading was queued already. */
  status: z.enum(["queued", "waiting"]),
}).openapi("SyncRequested");

export const Unlinked = z.object({
  /** Whether the provider confirmed that the grant has ended. */
  revoked: z.boolean(),
  /** Events that are deleted with it; 0 where the data is kept. */
  events_deleted: z.number().int(),
}).openapi("Unlinked");

export const listAccountsRoute = createRoute({
  method: "get",
  path: "/",
  operationId: "listAccounts",
  summary: "The caller's linked accounts",
  security,
  responses: { 200: json(AccountList, "All of them"), ...problemResponses(401, 429, 503) },
});

export const coverageRoute = createRoute({
  method: "get",
  path: "/coverage",
  operationId: "readCoverage",
  summary: "How far each source has been read by now",
  security,
  responses: {
    200: json(CoverageReceipt, "One entry a source"),
    ...problemResponses(401, 429, 503),
  },
});

export const changeAccountRoute = createRoute({
  method: "patch",
  path: "/{id}",
  operationId: "changeAccount",
  summary: "Choose what is read of an account",
  security,
  request: {
    params,
    body: { required: true, content: { "application/json": { schema: AccountChange } } },
  },
  responses: {
    200: json(Account, "The account as it stands"),
    ...problemResponses(400, 401, 404, 413, 415, 429, 503),
  },
});

export const unlinkAccountRoute = createRoute({
  method: "delete",
  path: "/{id}",
  operationId: "unlinkAccount",
  summary: "Unlink an account: its tokens are revoked and forgotten",
  security,
  request: {
    params,
    query: z.strictObject({
      data: z.enum(["keep", "delete"], "must be keep or delete").default("keep"),
    }),
  },
  responses: {
    200: json(Unlinked, "What was done"),
    ...problemResponses(400, 401, 404, 429, 503),
  },
});

export const syncAccountRoute = createRoute({
  method: "post",
  path: "/{id}/sync",
  operationId: "syncAccount",
  summary: "Read an account now",
  security,
  request: { params },
  responses: {
    202: json(SyncRequested, "It is read at the next tick"),
    ...problemResponses(400, 401, 404, 409, 429, 503),
  },
});

export const beginOAuthRoute = createRoute({
  method: "get",
  path: "/{provider}/oauth/initiate",
  operationId: "beginOAuth",
  summary: "Begin to link an account",
  security,
  request: {
    params: z.object({ provider: OAuthProviderName }),
    query: z.strictObject({
      /** An address of APP_REDIRECT_URLS to be sent to afterwards. */
      redirect_to: z.url("must be an address").max(2000).optional(),
    }),
  },
  responses: {
    200: json(OAuthStart, "Where to send the person"),
    ...problemResponses(400, 401, 403, 429, 503),
  },
});

const callbackPart = z.string().min(1).max(4000).optional();

/** Providers add parameters of their own, so unknown ones are let through. */
export const finishOAuthRoute = createRoute({
  method: "get",
  path: "/{provider}/oauth/callback",
  operationId: "finishOAuth",
  summary: "Where a provider sends a person back",
  description:
    "Links at once, unless a browser was sent here without the token of who began: then the " +
    "grant waits for them to claim it.",
  // A token need not be there; one that is there has to be that of who began.
  security: [{}, ...security],
  request: {
    params: z.object({ provider: OAuthProviderName }),
    query: z.object({
      state: z.string("is missing").min(1, "is missing").max(200),
      code: callbackPart,
      error: callbackPart,
      error_description: callbackPart,
    }),
  },
  responses: {
    200: json(
      z.union([Linked, LinkToConfirm]),
      "The linked account, or with status confirm what to claim it with",
    ),
    303: {
      description: "To the app's address that linking began with: `handle` and `provider` in the " +
        "fragment, or `linked_account_id` or `error` in the query",
    },
    ...problemResponses(400, 401, 403, 429, 502, 503),
  },
});

export const completeOAuthRoute = createRoute({
  method: "post",
  path: "/{provider}/oauth/complete",
  operationId: "completeOAuth",
  summary: "Claim what a provider granted, as who began to link",
  security,
  request: {
    params: z.object({ provider: OAuthProviderName }),
    body: { required: true, content: { "application/json": { schema: LinkCompletion } } },
  },
  responses: {
    200: json(Linked, "The linked account"),
    ...problemResponses(400, 401, 403, 413, 415, 429, 503),
  },
});
