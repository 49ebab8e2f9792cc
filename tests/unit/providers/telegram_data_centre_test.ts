import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import bigInt from "big-integer";
import { Api, type TelegramClient } from "telegram";
import { computeCheck } from "telegram/Password.js";
import { RPCError } from "telegram/errors/index.js";
import { decryptIge, encryptIge } from "../../providers/telegram/crypto.ts";
import { connect, gramClient, loopbackSocket, trust } from "../../providers/telegram/loopback.ts";
import { DataCentre, REAL_PRIMES } from "../../providers/telegram/server.ts";

const PHONE = "+15550001111";

async function withClient(
  centre: DataCentre,
  work: (client: TelegramClient) => Promise<void>,
  session = "",
): Promise<void> {
  const client = gramClient(centre, session);
  try {
    await connect(client, centre);
    await work(client);
  } finally {
    await client.destroy();
  }
}

async function askForCode(client: TelegramClient, centre: DataCentre): Promise<string> {
  const { apiId, apiHash } = centre.accounts;
  const sent = await client.invoke(
    new Api.auth.SendCode({
      phoneNumber: PHONE,
      apiId,
      apiHash,
      settings: new Api.CodeSettings({}),
    }),
  );
  assert.ok(sent instanceof Api.auth.SentCode);
  return sent.phoneCodeHash;
}

function signIn(client: TelegramClient, phoneCodeHash: string, phoneCode: string) {
  return client.invoke(new Api.auth.SignIn({ phoneNumber: PHONE, phoneCodeHash, phoneCode }));
}

const refusedAs = (name: string) => (error: unknown) =>
  error instanceof RPCError && error.errorMessage === name;

/** Sanitizers stay on: nothing may go on after a client is destroyed. */
const centreTest = (name: string, work: (centre: DataCentre) => Promise<void>, primes = false) =>
  Deno.test(name, async () => {
    await using centre = await DataCentre.start(primes ? { primes: REAL_PRIMES } : {});
    using _trusted = trust(centre);
    centre.accounts.add({ id: 7001, phone: "15550001111", firstName: "Mira" });
    await work(centre);
    assert.deepEqual(centre.violations, []);
  });

Deno.test("decryptIge() undoes encryptIge(), whose blocks hang on those before them", () => {
  const iv = Buffer.from([...Array(32).keys()]);
  const key = Buffer.from([...Array(32).keys()]);
  const data = Buffer.alloc(64, 7);
  const sealed = encryptIge(data, key, iv);
  assert.notDeepEqual(sealed.subarray(0, 16), sealed.subarray(16, 32));
  assert.deepEqual(decryptIge(sealed, key, iv), data);
});

centreTest("GramJS exchanges a key with a pq of real size and signs in by code", async (centre) => {
  let session = "";
  await withClient(centre, async (client) => {
    const hash = await askForCode(client, centre);
    await assert.rejects(() => signIn(client, hash, "1"), refusedAs("PHONE_CODE_INVALID"));
    await assert.rejects(() => signIn(client, "other", "1"), refusedAs("PHONE_CODE_EXPIRED"));
    const signed = await signIn(client, hash, centre.accounts.codeOf("15550001111"));
    assert.ok(signed instanceof Api.auth.Authorization);
    assert.equal(signed.user.id.toString(), "7001");
    session = String(client.session.save());
  });
  centre.changeSalts();
  await withClient(centre, async (client) => {
    const users = await client.invoke(new Api.users.GetUsers({ id: [new Api.InputUserSelf()] }));
    assert.equal(users[0]?.id.toString(), "7001");
    await client.invoke(new Api.auth.LogOut());
    await assert.rejects(
      () => client.invoke(new Api.users.GetUsers({ id: [new Api.InputUserSelf()] })),
      refusedAs("AUTH_KEY_UNREGISTERED"),
    );
  }, session);
}, true);

centreTest("GramJS proves a two-step password by SRP, and only the right one", async (centre) => {
  centre.accounts.add({ id: 7002, phone: "15550001111", firstName: "Ana", password: "tulip 9" });
  await withClient(centre, async (client) => {
    const hash = await askForCode(client, centre);
    const code = centre.accounts.codeOf("15550001111");
    await assert.rejects(() => signIn(client, hash, code), refusedAs("SESSION_PASSWORD_NEEDED"));
    const check = async (password: string) => {
      const asked = await client.invoke(new Api.account.GetPassword());
      const proof = await computeCheck(asked, password);
      return await client.invoke(new Api.auth.CheckPassword({ password: proof }));
    };
    await assert.rejects(() => check("tulip 8"), refusedAs("PASSWORD_HASH_INVALID"));
    const signed = await check("tulip 9");
    assert.ok(signed instanceof Api.auth.Authorization);
    assert.ok(signed.user.id.equals(bigInt(7002)));
  });
});

centreTest("A flood on demand reaches the client with its seconds", async (centre) => {
  centre.fault = (method) =>
    method === "auth.SendCode" ? { code: 420, error: "FLOOD_WAIT_37" } : null;
  await withClient(centre, async (client) => {
    await assert.rejects(
      () => askForCode(client, centre),
      (error: unknown) => error instanceof RPCError && "seconds" in error && error.seconds === 37,
    );
  });
});

Deno.test("loopbackSocket() refuses every address but the loopback", async () => {
  const refused: string[] = [];
  const socket = new (loopbackSocket(1, refused))();
  await assert.rejects(() => socket.connect(80, "149.154.167.50"), /Refused to dial/);
  assert.deepEqual(refused, ["149.154.167.50"]);
});
