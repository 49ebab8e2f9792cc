import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import type { DataAccess } from "../database/clients.ts";
import { errorFields } from "../platform/logger.ts";
import type { Platform } from "../platform/platform.ts";
import type { AppEnv } from "./app.ts";
import { ProblemError } from "./errors.ts";

/** What answering a repeated request takes. */
export type Repeatable =
  & Pick<DataAccess, "internal">
  & Pick<Platform, "sleep" | "monotonic" | "log">;

/** How long a function may work at most on one request: nobody takes it over before. */
const holdSeconds = 160;
/** How long a repetition waits for the first to end, in milliseconds. */
const patience = 10_000;
/** Headers that belong to the answer, and not to the sending of it. */
const keptHeaders = ["content-type", "etag", "location"];

const claims = z.array(z.object({
  id: z.guid().nullable(),
  state: z.enum(["claimed", "running", "answered", "gone", "other_request"]),
  status: z.number().int().nullable(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
})).length(1);

/**
 * Honours `Idempotency-Key` on every POST of an app (draft-ietf-httpapi-idempotency-key-header-07):
 * the same request of the same person with the same key is done once, however often and however
 * much at once it is sent, and gets the first answer for 24 hours. What is created finds
 * `requestKey` in its context and carries it, so that a repetition of a request that was cut off
 * finds it. An answer that is no success is not kept, and neither is one that is streamed: its route
 * calls `releaseRequest` when the work is done.
 *
 * Stands behind `requireUser`.
 *
 * @throws {ProblemError} 422 for another body under the same key; 409 while the first goes on;
 *   404 where what the first one created has been deleted
 */
export function answerOnce(services: Repeatable): MiddlewareHandler<AppEnv> {
  const { internal } = services;
  return async (c, next) => {
    const header = c.req.header("idempotency-key");
    if (c.req.method !== "POST" || header === undefined) return await next();
    const holder = crypto.randomUUID();
    const claim = await claimRequest(services, {
      for_user: c.get("user").id,
      route: `POST ${c.req.path}`,
      key: keyOf(header),
      request_hash: createHash("sha256").update(await c.req.text()).digest("hex"),
      for_holder: holder,
      seconds: holdSeconds,
    });
    if (claim.status !== null) {
      return new Response(claim.body === "" ? null : claim.body, {
        status: claim.status,
        headers: { ...claim.headers, "idempotent-replayed": "true" },
      });
    }

    const giveBack = async (forget: boolean) =>
      void await internal("abandon_request", { request_id: claim.id, for_holder: holder, forget });
    c.set("requestKey", claim.id);
    c.set("releaseRequest", async () => {
      try {
        await giveBack(false);
      } catch (error) {
        services.log.warning("request not given back", errorFields(error));
      }
    });
    await next();
    const { res } = c;
    // It goes on, and is not kept: a repetition finds what the request created by its key.
    if (res.headers.get("content-type")?.startsWith("text/event-stream")) return;
    try {
      // What was refused has created nothing; after a failure of ours nobody knows.
      if (!res.ok) return await giveBack(res.status < 500);
      await internal("finish_request", {
        request_id: claim.id,
        for_holder: holder,
        status: res.status,
        headers: Object.fromEntries(
          keptHeaders.flatMap((name) => {
            const value = res.headers.get(name);
            return value === null ? [] : [[name, value]];
          }),
        ),
        body: await res.clone().text(),
      });
    } catch (error) {
      // It is done and answered; a repetition waits for the claim to end and finds what was created.
      services.log.warning("answer not kept", errorFields(error));
    }
  };
}

type Claim = z.infer<typeof claims>[number] & { id: string };

async function claimRequest(
  { internal, sleep, monotonic }: Repeatable,
  request: Parameters<typeof internal<"claim_request">>[1],
): Promise<Claim> {
  const started = monotonic();
  for (let pause = 20;; pause = Math.min(pause * 2, 500)) {
    const [claim] = claims.parse(await internal("claim_request", request));
    if (claim?.state === "other_request") {
      throw new ProblemError(
        422,
        "idempotency_key_reused",
        "This Idempotency-Key came with another body before; send each request with a key of its own",
        { errors: [{ field: "idempotency-key", message: "was used for another body" }] },
      );
    }
    if (claim?.state === "gone") {
      throw new ProblemError(404, "not_found", "What this request created has been deleted");
    }
    if (claim && claim.id !== null && claim.state !== "running") return { ...claim, id: claim.id };
    if (monotonic() - started > patience) {
      throw new ProblemError(
        409,
        "request_in_progress",
        "The first request with this Idempotency-Key is not done yet; try again shortly",
        { headers: { "retry-after": "5" } },
      );
    }
    await sleep(pause);
  }
}

/** The key, with or without the quotation marks that the draft wants around it. */
function keyOf(header: string): string {
  const key = /^"([^"]*)"$/.exec(header.trim())?.[1] ?? header.trim();
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key;
  const message = "must have 1 to 255 printable ASCII characters, such as a UUID";
  throw new ProblemError(
    400,
    "invalid_request",
    `The header is not valid: idempotency-key ${message}`,
    { errors: [{ field: "idempotency-key", message }] },
  );
}
