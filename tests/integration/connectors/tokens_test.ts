import assert from "node:assert/strict";
import { ConnectorError, type LinkedAccount } from "../../../shared/connectors/connector.ts";
import { accessToken } from "../../../shared/connectors/tokens/access_token.ts";
import { createKeyring, SealError } from "../../../shared/connectors/tokens/envelope.ts";
import { keyStatus, rotateKeys } from "../../../shared/connectors/tokens/rotate_keys.ts";
import { type Token, TokenStore } from "../../../shared/connectors/tokens/token_store.ts";
import { stopAccount } from "../../../shared/resources/accounts.ts";
import { startTestStack } from "../../support/stack.ts";

const OLD = `old:${"a1".repeat(32)}`;
const NEW = `new:${"b2".repeat(32)}`;
const canary = "xoxe.xoxp-canary";

Deno.test("stored tokens", async (t) => {
  await using test = await startTestStack();
  const { stack, services: { internal } } = test;
  // A native server may hold tokens of other tests, under other keys.
  await stack.sql("delete from public.linked_accounts");
  const person = await test.signUp();
  const tokens = new TokenStore(internal, await createKeyring([OLD]));
  const token = (changes: Partial<Token> = {}): Token => ({
    access: `${canary}-1`,
    refresh: `${canary}-refresh-1`,
    expiresAt: null,
    scopes: "channels:history",
    ...changes,
  });
  const link = async (given: Token, providerAccountId = "T1"): Promise<LinkedAccount> => {
    const id = await tokens.link({
      userId: person.id,
      provider: "slack",
      providerAccountId,
      metadata: { name: "Acme" },
      token: given,
    });
    const metadata = {};
    return { id, userId: person.id, provider: "slack", providerAccountId, metadata };
  };
  const dependencies = (now = () => new Date()) => ({
    tokens,
    now,
    sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 1)),
  });

  await t.step("link() stores a token that opens again, and no word of it", async () => {
    const account = await link(token());
    assert.deepEqual(await tokens.read(account.id), token());
    const rows = await stack.sql("select * from public.oauth_tokens");
    assert.ok(!JSON.stringify(rows).includes(canary));
    assert.match(JSON.stringify(rows), /v1\.old\./);
  });

  await t.step(
    "link() renews the account that is there, and makes another for another",
    async () => {
      const account = await link(token());
      await stack.sql(
        "update public.linked_accounts set status = 'error', metadata = metadata || $2::jsonb where id = $1",
        [account.id, JSON.stringify({ origin: "export", chosen: ["C1"] })],
      );
      const again = await link(token({ access: `${canary}-2`, scopes: "search:read" }));
      assert.equal(again.id, account.id);
      assert.equal((await tokens.read(account.id))?.access, `${canary}-2`);
      const [row] = await stack.sql(
        "select status, scopes, metadata from public.linked_accounts where id = $1",
        [account.id],
      );
      assert.deepEqual(row, {
        status: "active",
        scopes: "search:read",
        metadata: { name: "Acme", chosen: ["C1"] },
      });
      assert.notEqual((await link(token(), "T2")).id, account.id);
    },
  );

  await t.step(
    "accessToken() goes on with a token that was linked while the old one was refused",
    async () => {
      const account = await link(token({ expiresAt: new Date(0) }), "T-relinked");
      const refused: string[] = [];
      const refresh = async (old: string): Promise<Token> => {
        refused.push(old);
        await link(token({ access: `${canary}-new`, refresh: "r-new" }), "T-relinked");
        throw new ConnectorError("invalid_grant", { kind: "relink" });
      };
      assert.equal(await accessToken(dependencies(), account, refresh), `${canary}-new`);
      assert.deepEqual(refused, [`${canary}-refresh-1`]);
    },
  );

  await t.step("a ciphertext that was moved to another row does not open", async () => {
    const [one, other] = [await link(token(), "T3"), await link(token(), "T4")];
    await stack.sql(
      `update public.oauth_tokens t set access_token_enc = o.access_token_enc
       from public.oauth_tokens o where t.linked_account_id = $1 and o.linked_account_id = $2`,
      [one.id, other.id],
    );
    await assert.rejects(tokens.read(one.id), (error: unknown) => {
      assert.ok(error instanceof SealError);
      assert.equal(error.code, "does_not_open");
      return true;
    });
  });

  await t.step("accessToken() has an expired token renewed once by 20 callers", async () => {
    const account = await link(token({ expiresAt: new Date(Date.now() + 1000) }), "T5");
    const asked: string[] = [];
    const refresh = async (refreshToken: string) => {
      asked.push(refreshToken);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const number = asked.length + 1;
      return token({
        access: `${canary}-${number}`,
        refresh: `${canary}-refresh-${number}`,
        expiresAt: new Date(Date.now() + 43_200_000),
      });
    };
    const given = await Promise.all(
      Array.from({ length: 20 }, () => accessToken(dependencies(), account, refresh)),
    );
    assert.deepEqual(asked, [`${canary}-refresh-1`]);
    assert.deepEqual([...new Set(given)], [`${canary}-2`]);
    assert.equal((await tokens.read(account.id))?.refresh, `${canary}-refresh-2`);

    // Refused before its time: renewed once more, with the refresh token that came last.
    const again = await accessToken(dependencies(), account, refresh, `${canary}-2`);
    assert.equal(again, `${canary}-3`);
    assert.deepEqual(asked, [`${canary}-refresh-1`, `${canary}-refresh-2`]);
  });

  await t.step("accessToken() lets the next one try when a refresh failed", async () => {
    const account = await link(token({ expiresAt: new Date(0) }), "T6");
    const failing = () => Promise.reject(new ConnectorError("status_503", { kind: "retry" }));
    await assert.rejects(accessToken(dependencies(), account, failing), /status_503/);
    const renewed = token({ access: "new", refresh: null, expiresAt: null });
    const given = await accessToken(dependencies(), account, () => Promise.resolve(renewed));
    assert.equal(given, "new");
    assert.equal((await tokens.read(account.id))?.refresh, `${canary}-refresh-1`);
  });

  await t.step("accessToken() asks for relinking where nothing can be renewed", async () => {
    const account = await link(token({ expiresAt: new Date(0), refresh: null }), "T7");
    const unused = () => Promise.reject(new Error("must not be called"));
    const relink = (error: unknown) =>
      error instanceof ConnectorError && error.remedy.kind === "relink";
    await assert.rejects(accessToken(dependencies(), account, unused), relink);
    await stopAccount(internal, person.id, account.id);
    await assert.rejects(accessToken(dependencies(), account, unused), relink);
    await assert.rejects(stopAccount(internal, crypto.randomUUID(), account.id), { status: 404 });
  });

  await t.step("stopAccount() takes the account from whoever reads or renews it", async () => {
    const account = await link(token(), "T10");
    const holder = crypto.randomUUID();
    const held = { account: account.id, for_holder: holder, seconds: 60 };
    await internal("lease_account", held);
    assert.equal(await tokens.claimRefresh(account.id, holder, 60), true);
    await stopAccount(internal, person.id, account.id);
    const page = { user_id: person.id, source: "slack", source_account_id: account.id, events: [] };
    await assert.rejects(internal("ingest_page", { ...held, batch: page }), { code: "55000" });
    assert.equal(await tokens.finishRefresh(account, holder, token()), false);
    assert.equal(await tokens.read(account.id), null);
  });

  await t.step("finishRefresh() stores nothing of who was taken over", async () => {
    const account = await link(token(), "T8");
    const [late, quick] = [crypto.randomUUID(), crypto.randomUUID()];
    assert.equal(await tokens.claimRefresh(account.id, late, 60), true);
    assert.equal(await tokens.claimRefresh(account.id, quick, 60), false);
    await stack.sql("update internal.token_refreshes set expires_at = now() - interval '1 second'");
    assert.equal(await tokens.claimRefresh(account.id, quick, 60), true);
    assert.equal(await tokens.finishRefresh(account, late, token({ access: "late" })), false);
    assert.equal(await tokens.finishRefresh(account, quick, token({ access: "quick" })), true);
    assert.equal((await tokens.read(account.id))?.access, "quick");
  });

  await t.step("rotateKeys() seals everything with the current key, once", async () => {
    const both = await createKeyring([NEW, OLD]);
    const before = await keyStatus(internal, both);
    const total = before.byKey["old"] ?? 0;
    assert.deepEqual(before, { byKey: { old: total }, lost: 1 });
    assert.deepEqual(await rotateKeys(internal, both), {
      resealed: total - 1,
      current: 0,
      lost: 1,
    });
    assert.deepEqual(await rotateKeys(internal, both), {
      resealed: 0,
      current: total - 1,
      lost: 1,
    });
    const account = await link(token(), "T1");
    const renewed = new TokenStore(internal, await createKeyring([NEW]));
    await stack.sql("delete from public.oauth_tokens where linked_account_id = $1", [account.id]);
    const [other] = await stack.sql<{ id: string }>(
      "select id from public.linked_accounts where provider_account_id = 'T8'",
    );
    assert.equal((await renewed.read(other?.id ?? ""))?.access, "quick");
  });
});
