import assert from "node:assert/strict";
import { connectorsApp } from "../../../shared/apps/connectors.ts";
import { createKeyring } from "../../../shared/connectors/tokens/envelope.ts";
import { TokenStore } from "../../../shared/connectors/tokens/token_store.ts";
import { runIngestion } from "../../../shared/jobs/ingest/run_ingestion.ts";
import { coverageOf } from "../../support/connectors/timeline.ts";
import { trust } from "../../providers/telegram/loopback.ts";
import { DataCentre, type Fault } from "../../providers/telegram/server.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack } from "../../support/stack.ts";
import { telegramEnv, telegramLogin } from "../../support/telegram.ts";

const PHONE = "+1 (555) 000-1111";
const DIGITS = "15550001111";

Deno.test("logging in to Telegram", async (t) => {
  await using centre = await DataCentre.start();
  await using other = await DataCentre.start();
  using _trusted = trust(centre);
  using _other = trust(other);
  centre.accounts.add({ id: 7001, phone: DIGITS, firstName: "Mira" });
  centre.accounts.add({ id: 7002, phone: "15550002222", firstName: "Ana", password: "tulip 9" });
  other.accounts.add({ id: 7003, phone: "15550003333", firstName: "Li" });
  const env = telegramEnv({ 2: centre, 4: other });
  await using test = await startTestStack({ env });
  const { stack, services } = test;
  const app = connectorsApp(services);
  const [ada, bob] = [await test.signUp("ada"), await test.signUp("bob")];
  const mine = telegramLogin(test, ada);
  const his = telegramLogin(test, bob);
  const codes = () => stack.sql("delete from internal.rate_limits where bucket like 'telegram%'");
  const tokens = new TokenStore(
    services.internal,
    await createKeyring([env["ENCRYPTION_KEYS"] ?? ""]),
  );
  const calls = (name: string) => centre.calls.filter((call) => call === name).length;
  const refused = async (answer: ReturnType<typeof mine.begin>, code: string, field?: string) => {
    const { http, body } = await answer;
    assert.deepEqual([http >= 400, body.code], [true, code], JSON.stringify(body));
    assert.equal(body.errors?.[0]?.field, field);
    return { http, detail: body.detail ?? "" };
  };

  await t.step("number and code link the account and queue its first reading", async () => {
    const begun = await mine.begin(PHONE);
    assert.equal(begun.http, 200);
    const { auth_session_id: id, phone_code_hash: hash, ...rest } = begun.body;
    assert.deepEqual(rest, { sent_by: "app", expires_in: 600 });
    const [row] = await stack.sql("select * from internal.telegram_logins where user_id = $1", [
      ada.id,
    ]);
    assert.ok(!JSON.stringify(row).includes(DIGITS) && !JSON.stringify(row).includes(hash ?? "-"));

    const phone_code = centre.accounts.codeOf(DIGITS);
    const entry = { auth_session_id: id, phone_code };
    await refused(his.post("verify", entry), "login_not_valid", "auth_session_id");
    const wrong = { ...entry, phone_code_hash: "another" };
    await refused(mine.post("verify", wrong), "login_not_valid", "auth_session_id");
    const linked = await mine.post("verify", { ...entry, phone_code_hash: hash });
    assert.deepEqual(linked, {
      http: 200,
      retryAfter: null,
      body: {
        linked_account_id: linked.body.linked_account_id,
        provider: "telegram",
        provider_account_id: "7001",
        status: "active",
        missing_scopes: [],
      },
    });
    const left = "select 1 from internal.telegram_logins where user_id = $1";
    assert.deepEqual(await stack.sql(left, [ada.id]), []);
    const [waiting] = await stack.sql<{ message: unknown }>(
      "select message - 'request_id' as message from pgmq.q_ingest where message ->> 'user_id' = $1",
      [ada.id],
    );
    assert.deepEqual(waiting?.message, {
      type: "ingest",
      version: 1,
      user_id: ada.id,
      linked_account_id: linked.body.linked_account_id,
    });
    const list = await (await ask(app, "/connectors", { token: ada.token })).json();
    assert.deepEqual(
      list.accounts.map((account: Record<string, unknown>) => [
        account["provider"],
        account["name"],
        account["status"],
      ]),
      [["telegram", "Mira", "active"]],
    );
    await refused(mine.post("verify", entry), "login_not_valid", "auth_session_id");
  });

  await t.step("an account without a chat is read to its end", async () => {
    const { drained } = await runIngestion(services, { budgetSeconds: 60 });
    assert.ok(drained);
    const { error_code, read_until, not_begun } = await coverageOf(test, ada.id);
    assert.deepEqual([error_code, not_begun], [null, 0]);
    assert.ok(read_until !== null);
  });

  await t.step("linking again takes the place of the session, which is logged out", async () => {
    const before = calls("auth.LogOut");
    await mine.link(centre, PHONE);
    assert.equal(calls("auth.LogOut"), before + 1);
    const linked = "select 1 from public.linked_accounts where user_id = $1";
    assert.equal((await stack.sql(linked, [ada.id])).length, 1);
  });

  await t.step("two-step verification asks for the password, five times at most", async () => {
    const { body: { auth_session_id: id } } = await mine.begin("+15550002222");
    await refused(mine.password(id, "tulip 9"), "login_not_valid", "auth_session_id");
    const half = await mine.verify(id, centre.accounts.codeOf("15550002222"));
    assert.deepEqual([half.http, half.body], [202, {
      auth_session_id: id,
      status: "password_needed",
      password_hint: null,
    }]);
    await refused(mine.verify(id, "12345"), "login_not_valid", "auth_session_id");
    const { detail } = await refused(mine.password(id, "tulip 8"), "password_wrong", "password");
    assert.match(detail, /4 tries are left/);
    const linked = await mine.password(id, "tulip 9");
    assert.equal(linked.body["provider_account_id"], "7002");
    const token = await tokens.read(linked.body.linked_account_id ?? "");
    assert.ok(token && token.access.length > 300 && token.refresh === null);
  });

  await t.step("five wrong codes end the login, however many come at once", async () => {
    await codes();
    const { body: { auth_session_id: id } } = await mine.begin(PHONE);
    const before = calls("auth.SignIn");
    const answers = await Promise.all(Array.from({ length: 8 }, () => mine.verify(id, "00000")));
    assert.equal(calls("auth.SignIn") - before, 5);
    assert.equal(answers.filter(({ body }) => body.code === "code_wrong").length, 5);
    const right = mine.verify(id, centre.accounts.codeOf(DIGITS));
    await refused(right, "login_not_valid", "auth_session_id");
    assert.deepEqual(await stack.sql("select 1 from internal.telegram_logins"), []);
  });

  await t.step("a number that lives elsewhere is asked for there", async () => {
    centre.fault = (method) =>
      method === "auth.SendCode" ? { code: 303, error: "PHONE_MIGRATE_4" } : null;
    const account = await his.link(other, "+15550003333");
    centre.fault = () => null;
    assert.ok(await tokens.read(account));
  });

  await t.step("each refusal has its own code and a remedy, and costs no try", async () => {
    const cases: [Fault, number, string, string | undefined, RegExp][] = [
      [{ code: 420, error: "FLOOD_WAIT_37" }, 429, "flood_wait", undefined, /37 seconds/],
      [{ code: 406, error: "PHONE_PASSWORD_FLOOD" }, 429, "flood_wait", undefined, /tomorrow/],
      [
        { code: 400, error: "API_ID_INVALID" },
        503,
        "telegram_api_id_refused",
        undefined,
        /TELEGRAM_API_ID/,
      ],
      [
        { code: 406, error: "UPDATE_APP_TO_LOGIN" },
        503,
        "telegram_app_outdated",
        undefined,
        /update/,
      ],
      [{ code: 400, error: "PHONE_NUMBER_BANNED" }, 400, "phone_banned", "phone_number", /support/],
      [
        { code: 400, error: "PHONE_NUMBER_INVALID" },
        400,
        "phone_invalid",
        "phone_number",
        /country/,
      ],
      [{ drop: true }, 502, "telegram_unavailable", undefined, /try again/],
    ];
    for (const [fault, status, code, field, says] of cases) {
      await codes();
      centre.fault = (method) => method === "auth.SendCode" ? fault : null;
      const { http, detail } = await refused(mine.begin(PHONE), code, field);
      centre.fault = () => null;
      assert.equal(http, status, code);
      assert.match(detail, says);
    }
    await codes();
    const { body: { auth_session_id: id } } = await mine.begin(PHONE);
    centre.fault = (method) =>
      method === "auth.SignIn" ? { code: 420, error: "FLOOD_WAIT_12" } : null;
    const flood = await mine.verify(id, "12345");
    assert.deepEqual([flood.body.code, flood.retryAfter], ["flood_wait", "12"]);
    centre.fault = (method) =>
      method === "auth.SignIn" ? { code: 400, error: "PHONE_CODE_EXPIRED" } : null;
    assert.deepEqual(await stack.sql("select tries from internal.telegram_logins"), [{ tries: 0 }]);
    await refused(mine.verify(id, "12345"), "code_expired", "phone_code");
    centre.fault = () => null;
    const unknown = await mine.begin("+15550009999");
    const code = centre.accounts.codeOf("15550009999");
    const answer = mine.verify(unknown.body.auth_session_id, code);
    await refused(answer, "phone_unregistered", "phone_number");
    const lost = await mine.begin(PHONE);
    centre.forgetKeys();
    await refused(mine.verify(lost.body.auth_session_id, "12345"), "login_lost");
  });

  await t.step("bad input names its field, and codes are not sent without end", async () => {
    for (const phone_number of ["5550001111", "+0155500011", "+1555", "call me", 7]) {
      await refused(mine.post("initiate", { phone_number }), "invalid_request", "phone_number");
    }
    await refused(mine.post("verify", { phone_code: "1" }), "invalid_request", "auth_session_id");
    await codes();
    const before = calls("auth.SendCode");
    for (let sent = 0; sent < 5; sent++) assert.equal((await mine.begin(PHONE)).http, 200);
    const many = await his.begin(PHONE);
    assert.deepEqual([many.http, many.body.code], [429, "too_many_codes"]);
    assert.ok(Number(many.retryAfter) > 3000);
    assert.equal(calls("auth.SendCode"), before + 5);
    const kept = await stack.sql("select 1 from internal.telegram_logins");
    assert.equal(kept.length, 1, "a new code takes the place of the last one");
  });

  await t.step("an expired login is none, and is forgotten", async () => {
    await codes();
    const { body: { auth_session_id: id } } = await mine.begin(PHONE);
    await stack.sql("update internal.telegram_logins set expires_at = now()");
    const late = mine.verify(id, centre.accounts.codeOf(DIGITS));
    await refused(late, "login_not_valid", "auth_session_id");
    await stack.sql("select internal.forget_telegram_logins()");
    assert.deepEqual(await stack.sql("select 1 from internal.telegram_logins"), []);
  });

  await t.step("unlinking logs the session out at Telegram", async () => {
    await codes();
    const account = await mine.link(centre, PHONE);
    const before = calls("auth.LogOut");
    const gone = await ask(app, `/connectors/${account}`, { method: "DELETE", token: ada.token });
    assert.deepEqual(await gone.json(), { revoked: true, events_deleted: 0 });
    assert.equal(calls("auth.LogOut"), before + 1);
  });

  await t.step("nothing stays connected, and no secret is logged or kept", async () => {
    assert.deepEqual([centre.violations, other.violations], [[], []]);
    const kept = [
      test.log.join("\n"),
      JSON.stringify(await stack.sql("select * from internal.telegram_logins")),
      JSON.stringify(await stack.sql("select * from internal.rate_limits")),
      JSON.stringify(await stack.sql("select * from public.linked_accounts")),
      JSON.stringify(await stack.sql("select * from public.oauth_tokens")),
      JSON.stringify(await stack.sql("select message from pgmq.q_ingest")),
    ].join("\n");
    for (const secret of ["5550001111", "5550002222", "tulip", centre.accounts.apiHash]) {
      assert.ok(!kept.includes(secret), secret);
    }
  });
});

Deno.test("without an API id Telegram cannot be linked, and says so", async () => {
  await using test = await startTestStack();
  const login = telegramLogin(test, await test.signUp());
  const { http, body } = await login.begin(PHONE);
  assert.deepEqual([http, body.code], [503, "provider_not_configured"]);
});
