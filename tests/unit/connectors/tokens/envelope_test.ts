import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Binding,
  createKeyring,
  SealError,
} from "../../../../shared/connectors/tokens/envelope.ts";

const OLD = `old:${"a1".repeat(32)}`;
const NEW = `new:${"b2".repeat(32)}`;
const binding: Binding = {
  table: "oauth_tokens",
  row: "00000000-0000-4000-8000-000000000001",
  userId: "00000000-0000-4000-8000-000000000002",
  provider: "slack",
  purpose: "access",
};
const secret = "canary-7d1f";

/** The code of the error that opening throws. */
async function refusal(open: Promise<string>): Promise<string> {
  const error = await open.then(() => assert.fail("it opened"), (error: unknown) => error);
  assert.ok(error instanceof SealError, String(error));
  assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes(secret));
  return error.code;
}

Deno.test("Keyring opens what it sealed, whatever it is, and seals it anew each time", async () => {
  const keyring = await createKeyring([NEW]);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
      const envelope = await keyring.seal(text, binding);
      assert.match(envelope, /^v1\.new\.[\w-]{16}\.[\w-]+$/);
      assert.equal(await keyring.open(envelope, binding), text);
      assert.notEqual(await keyring.seal(text, binding), envelope);
    }),
    { numRuns: 50 },
  );
});

Deno.test("Keyring opens nothing that was moved to another row, person, provider or purpose", async () => {
  const keyring = await createKeyring([NEW]);
  const envelope = await keyring.seal(secret, binding);
  for (const part of ["table", "row", "userId", "provider", "purpose"] as const) {
    const moved = { ...binding, [part]: `${binding[part]}x` };
    assert.equal(await refusal(keyring.open(envelope, moved)), "does_not_open", part);
  }
  // Parts cannot run into each other.
  const shifted = { ...binding, provider: "slackaccess", purpose: "" };
  assert.equal(await refusal(keyring.open(envelope, shifted)), "does_not_open");
});

Deno.test("Keyring opens nothing in which a bit was flipped", async () => {
  const keyring = await createKeyring([NEW, OLD]);
  const envelope = await keyring.seal(secret, binding);
  const [version, id, nonce = "", sealed = ""] = envelope.split(".");
  const flipped = (text: string, at: number) =>
    text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
  for (let at = 0; at < sealed.length - 1; at++) {
    const forged = [version, id, nonce, flipped(sealed, at)].join(".");
    assert.equal(await refusal(keyring.open(forged, binding)), "does_not_open", `${at}`);
  }
  const otherNonce = [version, id, flipped(nonce, 3), sealed].join(".");
  assert.equal(await refusal(keyring.open(otherNonce, binding)), "does_not_open");
  const otherKey = [version, "old", nonce, sealed].join(".");
  assert.equal(await refusal(keyring.open(otherKey, binding)), "does_not_open");
});

Deno.test("Keyring says when the key is gone and when it is no envelope at all", async () => {
  const envelope = await (await createKeyring([OLD])).seal(secret, binding);
  const keyring = await createKeyring([NEW]);
  assert.equal(await refusal(keyring.open(envelope, binding)), "unknown_key");
  for (const text of ["", secret, "v1.new", "v2.new.AAAAAAAAAAAAAAAA.AAAA", `${envelope}.x`]) {
    assert.equal(await refusal(keyring.open(text, binding)), "malformed_envelope", text);
  }
});

Deno.test("Keyring seals with the first key and opens with each", async () => {
  const envelope = await (await createKeyring([OLD])).seal(secret, binding);
  const keyring = await createKeyring([NEW, OLD]);
  assert.equal(await keyring.open(envelope, binding), secret);
  assert.equal(keyring.current, "new");
  assert.equal(keyring.isCurrent(envelope), false);
  assert.equal(keyring.isCurrent(await keyring.seal(secret, binding)), true);
});

Deno.test("createKeyring() refuses to work without a key, or with an ambiguous one", async () => {
  await assert.rejects(createKeyring([]), /ENCRYPTION_KEYS is missing/);
  await assert.rejects(createKeyring([OLD, `old:${"c3".repeat(32)}`]), /two keys "old"/);
});

Deno.test("fingerprint() is equal for equal tokens of one provider under one key alone", async () => {
  const keyring = await createKeyring([NEW]);
  const print = await keyring.fingerprint(secret, "slack");
  assert.equal(await (await createKeyring([NEW, OLD])).fingerprint(secret, "slack"), print);
  const others = [
    keyring.fingerprint(`${secret}x`, "slack"),
    keyring.fingerprint(secret, "outlook"),
    (await createKeyring([OLD])).fingerprint(secret, "slack"),
  ];
  for (const other of await Promise.all(others)) assert.notEqual(other, print);
  assert.ok(!print.includes(secret));
});
