/** Linking a person's own Telegram account: phone number, code and, where there is one, password. */
import { createRoute, z } from "@hono/zod-openapi";
import { json, problemResponses } from "./api.ts";
import { Linked } from "./connectors.ts";

const security = [{ bearer: [] }];

const loginId = z.guid("must be the UUID that /initiate gave");
/** Written as people write numbers: spaces, dots, dashes and brackets say nothing. */
const phoneNumber = z.string("must be a text").max(40, "must have at most 40 characters")
  .transform((text) => text.replace(/[\s().-]/g, ""))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, "must be a number such as +15550001111"));

export const TelegramLoginRequest = z.strictObject({ phone_number: phoneNumber })
  .openapi("TelegramLoginRequest");

export const TelegramLoginBegun = z.object({
  auth_session_id: z.guid(),
  phone_code_hash: z.string(),
  /** Where the code went: usually into Telegram's own app on another device. */
  sent_by: z.enum(["app", "sms", "call", "email", "other"]),
  /** Seconds that the login may take. */
  expires_in: z.number().int(),
}).openapi("TelegramLoginBegun");
export type TelegramLoginBegun = z.infer<typeof TelegramLoginBegun>;

export const TelegramCode = z.strictObject({
  auth_session_id: loginId,
  phone_code: z.string("must be a text").trim().regex(/^[\w-]{1,64}$/, "must be the code as sent"),
  phone_code_hash: z.string("must be a text").min(1, "must not be empty").max(
    200,
    "must have at most 200 characters",
  ).optional(),
}).openapi("TelegramCode");
export type TelegramCode = z.infer<typeof TelegramCode>;

export const TelegramPassword = z.strictObject({
  auth_session_id: loginId,
  password: z.string("must be a text").min(1, "must not be empty").max(
    1024,
    "must have at most 1024 characters",
  ),
}).openapi("TelegramPassword");
export type TelegramPassword = z.infer<typeof TelegramPassword>;

export const TelegramPasswordNeeded = z.object({
  auth_session_id: z.guid(),
  status: z.literal("password_needed"),
  password_hint: z.string().nullable(),
}).openapi("TelegramPasswordNeeded");
export type TelegramPasswordNeeded = z.infer<typeof TelegramPasswordNeeded>;

const body = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { "application/json": { schema } },
});
const refusals = problemResponses(400, 401, 413, 415, 429, 502, 503);

export const beginTelegramRoute = createRoute({
  method: "post",
  path: "/telegram/auth/initiate",
  operationId: "beginTelegram",
  summary: "Have Telegram send a code to a phone number's owner",
  security,
  request: { body: body(TelegramLoginRequest) },
  responses: { 200: json(TelegramLoginBegun, "Where the code went"), ...refusals },
});

export const enterTelegramCodeRoute = createRoute({
  method: "post",
  path: "/telegram/auth/verify",
  operationId: "enterTelegramCode",
  summary: "Enter the code that Telegram sent; five wrong ones end the login",
  security,
  request: { body: body(TelegramCode) },
  responses: {
    200: json(Linked, "The linked account"),
    202: json(TelegramPasswordNeeded, "The password of two-step verification is needed, too"),
    ...refusals,
  },
});

export const enterTelegramPasswordRoute = createRoute({
  method: "post",
  path: "/telegram/auth/password",
  operationId: "enterTelegramPassword",
  summary: "Enter the password of two-step verification; five wrong ones end the login",
  security,
  request: { body: body(TelegramPassword) },
  responses: { 200: json(Linked, "The linked account"), ...refusals },
});
