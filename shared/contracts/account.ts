import { createRoute, z } from "@hono/zod-openapi";
import { json, problemResponses, storable, StoredInstant } from "./api.ts";
import { Source } from "./events.ts";
import { Precondition, tagged } from "./headers.ts";

/** Who a person is here. */
export const Profile = z.object({
  id: z.guid(),
  email: z.string().nullable(),
  display_name: z.string().nullable(),
  /** IANA name. */
  timezone: z.string(),
  /** Whether summaries are written each hour. */
  scheduled_summaries: z.boolean(),
  created_at: StoredInstant,
  updated_at: StoredInstant,
}).openapi("Profile");
export type Profile = z.infer<typeof Profile>;

export const ProfileChange = z.strictObject({
  display_name: storable(z.string("must be a text").max(200, "must have at most 200 characters"))
    .nullish(),
  timezone: storable(
    z.string("must be an IANA name such as Europe/Berlin").max(64, "must be an IANA name"),
  ).optional().openapi({ example: "Europe/Berlin" }),
  scheduled_summaries: z.boolean("must be true or false").optional(),
}).refine((change) => Object.values(change).some((value) => value !== undefined), {
  error: "must name at least one field to change",
}).openapi("ProfileChange");
export type ProfileChange = z.infer<typeof ProfileChange>;

export const ErasureScope = z.enum([...Source.options, "data", "account"]);
export type ErasureScope = z.infer<typeof ErasureScope>;

export const Erasure = z.object({
  /** Under which the operator finds it in the audit. */
  erasure_id: z.guid(),
  scope: ErasureScope,
  status: z.literal("queued"),
}).openapi("Erasure");

const security = [{ bearer: [] }];

export const getProfileRoute = createRoute({
  method: "get",
  path: "/",
  operationId: "getProfile",
  summary: "One's own profile",
  security,
  responses: {
    200: { ...json(Profile, "The profile"), ...tagged },
    ...problemResponses(401, 404, 429, 503),
  },
});

export const changeProfileRoute = createRoute({
  method: "patch",
  path: "/",
  operationId: "changeProfile",
  summary: "Change name, timezone or scheduled summaries",
  security,
  request: {
    headers: Precondition,
    body: { required: true, content: { "application/json": { schema: ProfileChange } } },
  },
  responses: {
    200: { ...json(Profile, "The profile as stored"), ...tagged },
    ...problemResponses(400, 401, 404, 412, 413, 415, 429, 503),
  },
});

export const exportAccountRoute = createRoute({
  method: "get",
  path: "/export",
  operationId: "exportAccount",
  summary: "Everything that one has here, as JSON Lines",
  description:
    'One line a row, `{"table": ..., "row": {...}}`; the last line, `{"end": true, "rows": {...}}`, ' +
    "counts them: an archive without it is not whole. Vectors are made from what is exported, and " +
    "tokens open accounts elsewhere: neither is in it.",
  security,
  responses: {
    200: {
      description: "The archive, streamed",
      content: { "application/jsonl": { schema: z.string() } },
    },
    ...problemResponses(401, 429, 503),
  },
});

export const eraseDataRoute = createRoute({
  method: "delete",
  path: "/data",
  operationId: "eraseData",
  summary: "Erase all of one's data, or that of one source",
  description:
    "Linked accounts go with it, and their grants are revoked at the provider. Done by the next run " +
    "of the retention job; asking again until then gives the same erasure.",
  security,
  request: {
    query: z.strictObject({
      source: z.enum(Source.options, `must be ${Source.options.join(", ")}, or be left out`)
        .optional(),
    }),
  },
  responses: { 202: json(Erasure, "It is queued"), ...problemResponses(400, 401, 404, 429, 503) },
});

export const eraseAccountRoute = createRoute({
  method: "delete",
  path: "/",
  operationId: "eraseAccount",
  summary: "Erase the account with everything that belongs to it",
  security,
  responses: { 202: json(Erasure, "It is queued"), ...problemResponses(401, 404, 429, 503) },
});
