import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { AuthKey } from "telegram/crypto/AuthKey.js";
import { LibraryTelegramClient } from "../../../../shared/connectors/telegram/library/client.ts";
import {
  TelegramError,
  type TelegramFailure,
} from "../../../../shared/connectors/telegram/port.ts";
import { trust } from "../../../providers/telegram/loopback.ts";
import { DataCentre, type Fault } from "../../../providers/telegram/server.ts";

const PHONE = "+15550001111";
const DIGITS = "15550001111";

function clientOf(centres: Record<number, DataCentre>, apiHash = "test-hash", timeout = 20_000) {
  return new LibraryTelegramClient({
    apiId: 4242,
    apiHash,
    timeout,
    dataCentres: new Map(
      Object.entries(centres).map(([id, { port }]) => [Number(id), { host: "127.0.0.1", port }]),
    ),
  });
}

/** Sanitizers stay on: no socket and no timer may outlive a call. */
const withCentre = (name: string, work: (centre: DataCentre) => Promise<void>) =>
  Deno.test(name, async () => {
    await using centre = await DataCentre.start();
    using _trusted = trust(centre);
    centre.accounts.add({ id: 7001, phone: DIGITS, firstName: "Mira" });
    await work(centre);
    assert.deepEqual(centre.violations, []);
  });

function fails(call: () => Promise<unknown>, failure: TelegramFailure, seconds?: number) {
  return assert.rejects(call, (error: unknown) => {
    assert.ok(error instanceof TelegramError);
    assert.equal(error.failure, failure);
    assert.equal(error.retryAfterSeconds, seconds);
    const told = JSON.stringify(error) + error.stack + String(error.cause);
    assert.ok(!told.includes(DIGITS) && !told.includes("test-hash"));
    return true;
  });
}

withCentre("A login goes on from its session string, in connections of its own", async (centre) => {
  const client = clientOf({ 2: centre });
  const sent = await client.sendCode(PHONE);
  assert.equal(sent.sentBy, "app");
  const login = { phoneNumber: PHONE, phoneCodeHash: sent.phoneCodeHash };
  await fails(() => client.signIn(sent.session, { ...login, phoneCode: "1" }), "code_wrong");
  const stale = { ...login, phoneCodeHash: "other", phoneCode: "1" };
  await fails(() => client.signIn(sent.session, stale), "code_expired");
  const phoneCode = centre.accounts.codeOf(DIGITS);
  const linked = await client.signIn(sent.session, { ...login, phoneCode });
  assert.ok(linked.state === "linked");
  assert.deepEqual([linked.userId, linked.name], ["7001", "Mira"]);
  await client.logOut(linked.session);
  await client.logOut(linked.session);
  assert.equal(centre.calls.filter((name) => name === "auth.LogOut").length, 2);
});

withCentre("A two-step password is asked for and proved", async (centre) => {
  centre.accounts.add({ id: 7002, phone: DIGITS, firstName: "Ana", password: "tulip 9" });
  const client = clientOf({ 2: centre });
  const { session, phoneCodeHash } = await client.sendCode(PHONE);
  const phoneCode = centre.accounts.codeOf(DIGITS);
  const half = await client.signIn(session, { phoneNumber: PHONE, phoneCode, phoneCodeHash });
  assert.ok(half.state === "password_needed");
  await fails(() => client.checkPassword(half.session, "tulip 8"), "password_wrong");
  const linked = await client.checkPassword(half.session, "tulip 9");
  assert.ok(linked.state === "linked");
  assert.equal(linked.userId, "7002");
});

withCentre("A number that lives in another data centre is asked for there", async (centre) => {
  await using other = await DataCentre.start();
  using _trusted = trust(other);
  other.accounts.add({ id: 7003, phone: DIGITS, firstName: "Li" });
  // The configuration request of each connection comes before the login's.
  centre.fault = (method) =>
    method === "auth.SendCode" ? { code: 303, error: "PHONE_MIGRATE_4" } : null;
  const client = clientOf({ 2: centre, 4: other });
  const { session, phoneCodeHash } = await client.sendCode(PHONE);
  const phoneCode = other.accounts.codeOf(DIGITS);
  const linked = await client.signIn(session, { phoneNumber: PHONE, phoneCode, phoneCodeHash });
  assert.ok(linked.state === "linked");
  assert.equal(linked.userId, "7003");
  await fails(() => clientOf({ 2: centre }).sendCode(PHONE), "unavailable");
});

withCentre("Each refusal of a code has its own failure", async (centre) => {
  const client = clientOf({ 2: centre });
  const cases: [Fault, TelegramFailure, number?][] = [
    [{ code: 420, error: "FLOOD_WAIT_37" }, "flood", 37],
    [{ code: 406, error: "UPDATE_APP_TO_LOGIN" }, "app_outdated"],
    [{ code: 400, error: "PHONE_NUMBER_BANNED" }, "phone_banned"],
    [{ code: 406, error: "PHONE_PASSWORD_FLOOD" }, "flood"],
    [{ code: 500, error: "RPC_CALL_FAIL" }, "unavailable"],
  ];
  for (const [fault, failure, seconds] of cases) {
    centre.fault = (method) => method === "auth.SendCode" ? fault : null;
    await fails(() => client.sendCode(PHONE), failure, seconds);
  }
  centre.fault = () => null;
  await fails(() => clientOf({ 2: centre }, "wrong").sendCode(PHONE), "api_id_invalid");
  await fails(() => client.sendCode("12"), "phone_invalid");
  const { session, phoneCodeHash } = await client.sendCode("+15550009999");
  const phoneCode = centre.accounts.codeOf("15550009999");
  const login = { phoneNumber: "+15550009999", phoneCode, phoneCodeHash };
  await fails(() => client.signIn(session, login), "phone_unregistered");
});

withCentre("A connection that drops is unavailable, and nothing is tried again", async (centre) => {
  centre.fault = (method) => method === "auth.SendCode" ? { drop: true } : null;
  await fails(() => clientOf({ 2: centre }, "test-hash", 3_000).sendCode(PHONE), "unavailable");
  assert.equal(centre.calls.filter((name) => name === "auth.SendCode").length, 1);
});

withCentre("A session whose key Telegram has forgotten is to be linked anew", async (centre) => {
  const client = clientOf({ 2: centre }, "test-hash", 5_000);
  const { session, phoneCodeHash } = await client.sendCode(PHONE);
  centre.forgetKeys();
  const login = { phoneNumber: PHONE, phoneCode: "1", phoneCodeHash };
  await fails(() => client.signIn(session, login), "relink");
  await client.logOut(session);
});

Deno.test("A key that begins with zeros is the one that the data centre has", async () => {
  const bytes = Buffer.alloc(256, 7).fill(0, 0, 2);
  const [short, whole] = [new AuthKey(), new AuthKey()];
  await short.setKey(bytes.subarray(2));
  await whole.setKey(bytes);
  assert.deepEqual(short.getKey(), bytes);
  assert.ok(short.keyId && whole.keyId && short.keyId.equals(whole.keyId));
});
