/** A stack that logs in to loopback data centres. */
import assert from "node:assert/strict";
import { z } from "zod";
import { connectorsApp } from "../../shared/apps/connectors.ts";
import type { DataCentre } from "../providers/telegram/server.ts";
import { ask } from "./functions.ts";
import type { TestStack, TestUser } from "./stack.ts";

/** What a stack needs to reach these data centres and no other. */
export function telegramEnv(centres: Record<number, DataCentre>): Record<string, string> {
  const [first] = Object.values(centres);
  return {
    ENCRYPTION_KEYS: `k1:${"0f".repeat(32)}`,
    TELEGRAM_API_ID: String(first?.accounts.apiId),
    TELEGRAM_API_HASH: first?.accounts.apiHash ?? "",
    TELEGRAM_DATA_CENTRES: Object.entries(centres)
      .map(([id, { port }]) => `${id}=127.0.0.1:${port}`).join(","),
  };
}

const Answer = z.looseObject({
  auth_session_id: z.string().optional(),
  phone_code_hash: z.string().optional(),
  linked_account_id: z.string().optional(),
  status: z.unknown().optional(),
  code: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

export interface LoginAnswer {
  http: number;
  retryAfter: string | null;
  body: z.infer<typeof Answer>;
}

/** The routes of the login, as a person. */
export function telegramLogin(test: TestStack, user: TestUser) {
  const app = connectorsApp(test.services);
  const post = async (step: string, body: unknown): Promise<LoginAnswer> => {
    const path = `/connectors/telegram/auth/${step}`;
    const response = await ask(app, path, { token: user.token, body });
    return {
      http: response.status,
      retryAfter: response.headers.get("retry-after"),
      body: Answer.parse(await response.json()),
    };
  };
  const login = {
    post,
    begin: (phone: string) => post("initiate", { phone_number: phone }),
    verify: (id: string | undefined, code: string) =>
      post("verify", { auth_session_id: id, phone_code: code }),
    password: (id: string | undefined, password: string) =>
      post("password", { auth_session_id: id, password }),
    /** The whole login of an account without a password; the linked account's id. */
    async link(centre: DataCentre, phone: string): Promise<string> {
      const begun = await login.begin(phone);
      assert.equal(begun.http, 200, JSON.stringify(begun.body));
      const code = centre.accounts.codeOf(phone.replace(/\D/g, ""));
      const linked = await login.verify(begun.body.auth_session_id, code);
      assert.equal(linked.http, 200, JSON.stringify(linked.body));
      return linked.body.linked_account_id ?? "";
    },
  };
  return login;
}
