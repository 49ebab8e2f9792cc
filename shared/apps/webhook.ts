import { z } from "zod";
import type { Provider } from "../contracts/providers.ts";
import { createFunctionApp } from "../http/app.ts";
import { readRawBody } from "../http/body.ts";
import { ProblemError } from "../http/errors.ts";
import type { Services } from "./services.ts";

/**
 * POST / : what a provider pushes. It stores nothing and is believed nothing but that there may be
 * news: it wakes a reading of each account that it concerns, unless one waits already. Without a
 * public address the product works by polling alone.
 */
export function webhookApp(provider: Provider, services: Services) {
  const app = createFunctionApp(`webhook-${provider}`, services);
  app.post("/", async (c) => {
    const connector = await services.connectors(provider);
    if (!connector?.push) {
      throw new ProblemError(404, "not_configured", `Pushes of ${provider} are not set up`);
    }
    const { url, headers } = c.req.raw;
    const body = await readRawBody(c.req.raw);
    const outcome = await connector.push({ url: new URL(url), headers, body });
    if (outcome === null) {
      throw new ProblemError(401, "not_genuine", `The request does not come from ${provider}`);
    }
    if (outcome.kind === "reply") return c.text(outcome.body);
    let woken = 0;
    for (const wanted_account of new Set(outcome.providerAccountIds)) {
      woken += z.number().int().parse(
        await services.internal("wake_accounts", { wanted_provider: provider, wanted_account }),
      );
    }
    services.log.debug("push", { provider, woken });
    return c.body(null, 202);
  });
  return app;
}
