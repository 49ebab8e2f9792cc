import { z } from "zod";
import { isSignedBySlack } from "../connectors/slack/live/signature.ts";
import { createFunctionApp } from "../http/app.ts";
import { parseJsonBytes, readRawBody } from "../http/body.ts";
import { ProblemError } from "../http/errors.ts";
import type { Services } from "./services.ts";

const payload = z.discriminatedUnion("type", [
  z.object({ type: z.literal("url_verification"), challenge: z.string().max(1000) }),
  z.object({
    type: z.literal("event_callback"),
    team_id: z.string().min(1).max(200),
    event: z.object({ type: z.string() }),
  }),
  z.object({ type: z.literal("app_rate_limited"), team_id: z.string().min(1).max(200) }),
]);

/**
 * POST / : Slack's Events API. An event stores nothing and is told to nobody: Slack sends it once for
 * all of our people who may see it, in the name of one of them. It wakes a reading of every account of
 * its workspace, and each reads what its own token shows.
 */
export function webhookSlackApp(services: Services) {
  const app = createFunctionApp("webhook-slack", services);
  app.post("/", async (c) => {
    const { signingSecret } = services.config.slack;
    if (signingSecret === undefined) {
      throw new ProblemError(404, "not_configured", "SLACK_SIGNING_SECRET is not set");
    }
    const body = await readRawBody(c.req.raw);
    const headers = {
      signature: c.req.header("x-slack-signature"),
      timestamp: c.req.header("x-slack-request-timestamp"),
    };
    if (!isSignedBySlack(signingSecret, body, headers, services.realNow())) {
      throw new ProblemError(401, "signature_not_valid", "The request is not signed by Slack");
    }
    const given = payload.safeParse(parseJsonBytes(body));
    // Signed, and of a kind that we know nothing of: no reason for Slack to send it again.
    if (!given.success) return c.body(null, 200);
    if (given.data.type === "url_verification") return c.json({ challenge: given.data.challenge });
    const woken = z.number().int().parse(
      await services.internal("wake_accounts", {
        wanted_provider: "slack",
        wanted_account: given.data.team_id,
      }),
    );
    services.log.debug("push", { provider: "slack", woken });
    return c.body(null, 200);
  });
  return app;
}
