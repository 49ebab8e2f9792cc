import { z } from "@hono/zod-openapi";

const header = z.string().max(2000, "must have at most 2000 characters").optional();

/** Of a change: it is refused with 412 where the row is no longer as its reader saw it. */
export const Precondition = z.object({
  "if-match": header.openapi({
    description: "ETag of the version that the change is meant for; left out, any is replaced",
    example: '"2026-01-31T09:00:00.123456+00:00"',
  }),
});

/** Of a POST that creates: sent again with the same key it gets the first answer, for 24 hours. */
export const Repeatable = z.object({
  "idempotency-key": header.openapi({
    description: "1 to 255 printable characters of the client's choice, new for each request",
    example: "1b671a64-40d5-491e-99b0-da01ff1f3341",
  }),
});

/** The response header that `If-Match` repeats. */
export const tagged = {
  headers: z.object({
    etag: z.string().openapi({ description: "Names this version; send it as If-Match" }),
  }),
};
