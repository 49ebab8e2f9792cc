import assert from "node:assert/strict";
import { accountApp } from "../../../shared/apps/account.ts";
import { Profile } from "../../../shared/contracts/account.ts";
import { ask, type Asked } from "../../support/functions.ts";
import { fieldsOf, problemOf } from "../../support/problems.ts";
import { startTestStack } from "../../support/stack.ts";

Deno.test("/account: the profile", async (t) => {
  await using test = await startTestStack();
  const app = accountApp(test.services);
  const { token, email, id } = await test.signUp("owner");
  const send = (asked: Asked = {}) => ask(app, "/account", { token, ...asked });
  const change = (body: object, headers: Record<string, string> = {}) =>
    send({ method: "PATCH", body, headers });

  await t.step("GET gives one's own", async () => {
    const profile = Profile.parse(await (await send()).json());
    assert.deepEqual([profile.id, profile.email, profile.timezone], [id, email, "UTC"]);
  });

  await t.step("PATCH changes what is given, in the version that it was meant for", async () => {
    const etag = (await send()).headers.get("etag") ?? "";
    const response = await change({ timezone: "europe/berlin", display_name: "Ada" }, {
      "if-match": etag,
    });
    assert.equal(response.status, 200);
    const profile = Profile.parse(await response.json());
    assert.deepEqual([profile.timezone, profile.display_name], ["Europe/Berlin", "Ada"]);
    await problemOf(await change({ display_name: "Bob" }, { "if-match": etag }), 412);
  });

  await t.step("PATCH takes IANA names alone, and no other field", async () => {
    for (const timezone of ["Mars/Olympus", "UTC+2", "posix/Europe/Berlin", ""]) {
      assert.deepEqual(await fieldsOf(await change({ timezone })), ["timezone"], timezone);
    }
    assert.deepEqual(await fieldsOf(await change({ display_name: "x", email: "x@y.test" })), [
      "email",
    ]);
    assert.deepEqual(await fieldsOf(await change({})), ["body"]);
    assert.deepEqual(await fieldsOf(await change({ display_name: "x".repeat(201) })), [
      "display_name",
    ]);
  });
});
