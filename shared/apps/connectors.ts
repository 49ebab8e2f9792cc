import { z } from "zod";
import { readCoverage } from "../agents/retrieval/coverage.ts";
import { beginOAuth, takeState } from "../connectors/oauth/flow.ts";
import {
  claimGrant,
  GRANT_SECONDS,
  keepGrant,
  linkGrant,
  notWhoBegan,
} from "../connectors/oauth/grants.ts";
import type { PhoneLogin } from "../connectors/phone_login.ts";
import { revokeGrant } from "../connectors/revoke.ts";
import {
  beginOAuthRoute,
  changeAccountRoute,
  completeOAuthRoute,
  coverageRoute,
  finishOAuthRoute,
  type Linked,
  type LinkToConfirm,
  listAccountsRoute,
  type OAuthProviderName,
  syncAccountRoute,
  unlinkAccountRoute,
} from "../contracts/connectors.ts";
import type { Provider } from "../contracts/providers.ts";
import {
  beginTelegramRoute,
  enterTelegramCodeRoute,
  enterTelegramPasswordRoute,
} from "../contracts/telegram_login.ts";
import { type AppContext, createFunctionApp, requireUser } from "../http/app.ts";
import type { User } from "../http/auth.ts";
import { requireJson } from "../http/body.ts";
import { notFound, ProblemError } from "../http/errors.ts";
import { chooseResources, getAccount, listAccounts, stopAccount } from "../resources/accounts.ts";
import type { Services } from "./services.ts";

const syncAnswer = z.enum(["queued", "waiting", "not_active", "absent"]);
/** Events that are marked in one call, far below the statement timeout. */
const forgetBatch = 1000;

/** Linking accounts, and what becomes of them. */
export function connectorsApp(services: Services) {
  const app = createFunctionApp("connectors", services);
  // A browser that comes back from a provider brings a state, and no token; one that is brought counts.
  // To begin a linking is a GET as well, and none that an app may make for a person.
  const signedIn = requireUser(
    "connectors",
    services,
    ({ req }) => req.method === "GET" && ["/connectors", "/connectors/coverage"].includes(req.path),
  );
  app.use(async (c, next) => {
    const callback = c.req.method === "GET" && c.req.path.endsWith("/oauth/callback");
    const anonymous = callback && c.req.header("authorization") === undefined;
    return anonymous ? await next() : await signedIn(c, next);
  });

  app.use("/:id", requireJson);
  app.use("/:provider/oauth/complete", requireJson);
  app.use("/telegram/auth/*", requireJson);

  return app
    .openapi(listAccountsRoute, async (c) => {
      const accounts = await listAccounts(services.as(c.get("user")));
      return c.json({ accounts, total: accounts.length }, 200);
    })
    .openapi(coverageRoute, async (c) => {
      const user = c.get("user");
      const { internal, realNow, clock } = services;
      const embedder = await services.embedder();
      const coverage = await readCoverage(
        { internal, vectors: services.vectors(services.as(user)), now: realNow },
        user.id,
        embedder?.model ?? null,
        undefined,
        clock.now(),
      );
      return c.json({ coverage }, 200);
    })
    .openapi(changeAccountRoute, async (c) => {
      const { id } = c.req.valid("param");
      const user = c.get("user");
      await chooseResources(services.internal, user.id, id, c.req.valid("json").selection);
      return c.json(await getAccount(services.as(user), id), 200);
    })
    .openapi(unlinkAccountRoute, async (c) => {
      const deleteData = c.req.valid("query").data === "delete";
      return c.json(
        await unlink(services, c.get("user"), c.req.valid("param").id, deleteData),
        200,
      );
    })
    .openapi(syncAccountRoute, async (c) => {
      const { id } = c.req.valid("param");
      const status = syncAnswer.parse(
        await services.internal("request_sync", { for_user: c.get("user").id, account: id }),
      );
      if (status === "absent") throw notFound("linked account");
      if (status === "not_active") {
        throw new ProblemError(409, "account_not_active", "Link the account again to read it");
      }
      return c.json({ status }, 202);
    })
    .openapi(beginOAuthRoute, async (c) => {
      const { provider } = c.req.valid("param");
      const { redirect_to } = c.req.valid("query");
      const oauth = await oauthOf(services, provider);
      return c.json(
        await beginOAuth(await services.linking(), oauth, {
          userId: c.get("user").id,
          provider,
          appRedirect: allowedRedirect(services, redirect_to),
        }),
        200,
      );
    })
    .openapi(finishOAuthRoute, async (c) => {
      const { provider } = c.req.valid("param");
      const query = c.req.valid("query");
      const caller: User | undefined = c.get("user");
      const linking = await services.linking();
      const { userId, appRedirect, exchange } = await takeState(linking, provider, query.state);
      const answer = async (): Promise<Linked | LinkToConfirm> => {
        if (caller && caller.id !== userId) throw notWhoBegan();
        const grant = await exchange(await oauthOf(services, provider), query);
        const owner = { userId, provider };
        if (caller || !isOpenedByBrowser(c)) {
          return await readSoon(services, { id: userId }, await linkGrant(linking, owner, grant));
        }
        const handle = await keepGrant(linking, owner, grant);
        return { status: "confirm", provider, handle, expires_in: GRANT_SECONDS };
      };
      if (appRedirect === null) return c.json(await answer(), 200);
      return c.redirect(await returnAddress(appRedirect, answer), 303);
    })
    .openapi(completeOAuthRoute, async (c) => {
      const user = c.get("user");
      const { provider } = c.req.valid("param");
      const { handle } = c.req.valid("json");
      const linked = await claimGrant(services, { userId: user.id, provider }, handle);
      return c.json(await readSoon(services, user, linked), 200);
    })
    .openapi(beginTelegramRoute, async (c) => {
      const login = await loginOf(services, "telegram");
      return c.json(await login.begin(c.get("user").id, c.req.valid("json").phone_number), 200);
    })
    .openapi(enterTelegramCodeRoute, async (c) => {
      const login = await loginOf(services, "telegram");
      const entered = await login.enterCode(c.get("user").id, c.req.valid("json"));
      if (entered.status === "password_needed") return c.json(entered, 202);
      return c.json(await readSoon(services, c.get("user"), entered), 200);
    })
    .openapi(enterTelegramPasswordRoute, async (c) => {
      const login = await loginOf(services, "telegram");
      const linked = await login.enterPassword(c.get("user").id, c.req.valid("json"));
      return c.json(await readSoon(services, c.get("user"), linked), 200);
    });
}

/**
 * Whether a person's browser was sent here, which anybody can bring about with an address that they
 * began: it asks for a page, and says that it navigates (Fetch Metadata, W3C). A program that calls
 * with a code was given it by whoever consented.
 */
function isOpenedByBrowser({ req }: AppContext): boolean {
  return req.header("sec-fetch-mode") === "navigate" ||
    (req.header("accept") ?? "").includes("text/html");
}

/** The app's address with how it went. A handle stands in the fragment, which no server is sent. */
async function returnAddress(
  appRedirect: string,
  answer: () => Promise<Linked | LinkToConfirm>,
): Promise<string> {
  const target = new URL(appRedirect);
  try {
    const given = await answer();
    if (given.status === "confirm") {
      const { provider, handle } = given;
      target.hash = new URLSearchParams({ provider, handle }).toString();
    } else target.searchParams.set("linked_account_id", given.linked_account_id);
  } catch (error) {
    // The app has asked to be told; what is no answer of ours is told to nobody.
    if (!(error instanceof ProblemError)) throw error;
    target.searchParams.set("error", error.code);
  }
  return target.href;
}

/** Queues the first reading of an account that was just linked. */
async function readSoon(services: Services, user: Pick<User, "id">, linked: Linked) {
  const account = linked.linked_account_id;
  await services.internal("request_sync", { for_user: user.id, account });
  return linked;
}

async function oauthOf(services: Services, provider: OAuthProviderName) {
  const oauth = (await services.connectors(provider))?.oauth;
  if (oauth) return oauth;
  throw new ProblemError(
    503,
    "provider_not_configured",
    `Linking ${provider} is not set up: its client id, secret and redirect URI are missing`,
  );
}

async function loginOf(services: Services, provider: Provider): Promise<PhoneLogin> {
  const login = (await services.connectors(provider))?.login;
  if (login) return login;
  throw new ProblemError(
    503,
    "provider_not_configured",
    `Linking ${provider} is not set up: its API id and API hash are missing`,
  );
}

/** Only addresses that the operator named: anything else would send people, and codes, anywhere. */
function allowedRedirect({ config }: Services, given: string | undefined): string | null {
  if (given === undefined) return null;
  if (config.appRedirectUrls.includes(given)) return given;
  const message = "must be one of the addresses in APP_REDIRECT_URLS";
  throw new ProblemError(400, "redirect_not_allowed", `redirect_to ${message}`, {
    errors: [{ field: "redirect_to", message }],
  });
}

/** The provider first, while there is a token to revoke; what it says stops nothing here. */
async function unlink(services: Services, user: User, id: string, deleteData: boolean) {
  const account = await getAccount(services.as(user), id);
  const revoked = await revokeGrant(services, account);
  await stopAccount(services.internal, user.id, id);

  let deleted = 0;
  if (deleteData) {
    for (let marked = -1; marked !== 0; deleted += marked) {
      marked = z.number().int().parse(
        await services.internal("forget_account_events", {
          for_user: user.id,
          account: id,
          batch_size: forgetBatch,
        }),
      );
    }
    await services.internal("queue_retention", { for_user: user.id });
  }
  await services.internal("drop_account", { for_user: user.id, account: id });
  return { revoked, events_deleted: deleted };
}
