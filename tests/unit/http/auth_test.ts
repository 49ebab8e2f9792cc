import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { createUserVerifier, isSecretKey, type VerifyUser } from "../../../shared/http/auth.ts";
import { ProblemError } from "../../../shared/http/errors.ts";
import { serveJwks } from "../../providers/jwks_server.ts";
import { SECRET_KEY, signToken, testConfig, USER_ID, userClaims } from "../../support/platform.ts";

const noNetwork: typeof globalThis.fetch = () => {
  throw new Error("a shared secret needs no network");
};

/** How the verifier refuses; a plain object, so that refusals compare. */
async function refusal(verify: VerifyUser, authorization: string | undefined) {
  try {
    await verify(authorization);
  } catch (error) {
    assert.ok(error instanceof ProblemError, String(error));
    const { status, code, detail, extra } = error;
    return { status, code, detail, extra };
  }
  return assert.fail("the token was accepted");
}

const badToken = {
  status: 401,
  code: "unauthorized",
  detail: "The access token is not valid or has expired; sign in again",
  extra: { headers: { "www-authenticate": "Bearer" } },
};

/** Each way in which claims can be bad. */
function badClaims(): Record<string, Record<string, unknown>> {
  const now = Math.floor(Date.now() / 1000);
  return {
    "wrong issuer": { iss: "http://elsewhere.test/auth/v1" },
    "no issuer": { iss: undefined },
    "wrong audience": { aud: "anon" },
    "no audience": { aud: undefined },
    expired: { exp: now - 1 },
    "no expiry": { exp: undefined },
    "not yet valid": { nbf: now + 3600 },
    "no subject": { sub: undefined },
    "subject is no id": { sub: "admin" },
    "subject of another type": { sub: 7 },
    "service role": { role: "service_role" },
    "anonymous role": { role: "anon" },
    "no role": { role: undefined },
    "client without a name": { client_id: "" },
    "client that is null": { client_id: null },
    "client of another type": { client_id: { id: "claude" } },
  };
}

function hs256(): VerifyUser {
  return createUserVerifier(testConfig(), noNetwork);
}

Deno.test("createUserVerifier() gives the user of a token signed with the shared secret", async () => {
  const token = await signToken();
  assert.deepEqual(await hs256()(`Bearer ${token}`), { id: USER_ID, token, clientId: null });
  assert.deepEqual(await hs256()(`bearer ${token}`), { id: USER_ID, token, clientId: null });
});

Deno.test("createUserVerifier() says which app carries the token", async () => {
  const token = await signToken(userClaims({ client_id: "9a1f" }));
  assert.deepEqual(await hs256()(`Bearer ${token}`), { id: USER_ID, token, clientId: "9a1f" });
});

Deno.test("createUserVerifier() refuses every bad shared-secret token with the same words", async () => {
  const verify = hs256();
  for (const [name, claims] of Object.entries(badClaims())) {
    const token = await signToken(userClaims(claims));
    assert.deepEqual(await refusal(verify, `Bearer ${token}`), badToken, name);
  }
  const good = await signToken();
  const [header, payload, signature = ""] = good.split(".");
  const other = btoa(JSON.stringify(userClaims({ sub: crypto.randomUUID() }))).replace(/=+$/, "");
  const bad = {
    "another secret": await signToken(userClaims(), "another-secret-of-more-than-32-characters"),
    "changed payload": `${header}.${other}.${signature}`,
    "cut signature": good.slice(0, -4),
    "no signature": `${header}.${payload}.`,
    garbage: "not-a-token",
    "algorithm none": new UnsecuredJWT(userClaims()).encode(),
    "secret key": SECRET_KEY,
  };
  for (const [name, token] of Object.entries(bad)) {
    assert.deepEqual(await refusal(verify, `Bearer ${token}`), badToken, name);
  }
});

Deno.test("createUserVerifier() asks for a bearer token when there is none", async () => {
  const verify = hs256();
  const token = await signToken();
  for (const header of [undefined, "", token, "Bearer ", "Basic dXNlcg==", `Bearer ${token} x`]) {
    const { status, code, detail } = await refusal(verify, header);
    assert.deepEqual([status, code], [401, "unauthorized"]);
    assert.equal(detail, "Send Authorization: Bearer <access token>");
  }
});

Deno.test("createUserVerifier() leaves the issuer out when it is configured as empty", async () => {
  const verify = createUserVerifier(testConfig({ AUTH_JWT_ISSUER: "" }), noNetwork);
  const token = await signToken(userClaims({ iss: undefined }));
  assert.equal((await verify(`Bearer ${token}`)).id, USER_ID);
  const expired = await signToken(userClaims({ iss: undefined, exp: 1 }));
  assert.deepEqual(await refusal(verify, `Bearer ${expired}`), badToken);
});

/** A verifier of the server's public keys. */
function asymmetric(url: string, algorithms = "ES256,RS256"): VerifyUser {
  const config = testConfig({
    AUTH_JWT_ALGORITHMS: algorithms,
    AUTH_JWT_SECRET: undefined,
    AUTH_JWKS_URL: url,
  });
  return createUserVerifier(config, globalThis.fetch);
}

Deno.test("createUserVerifier() verifies ES256 and RS256 with the published keys, fetched once", async () => {
  await using server = await serveJwks();
  const verify = asymmetric(server.url);
  for (const algorithm of ["ES256", "RS256", "ES256"] as const) {
    const token = await server.sign(algorithm, userClaims());
    assert.deepEqual(await verify(`Bearer ${token}`), { id: USER_ID, token, clientId: null });
  }
  assert.equal(server.requests(), 1);
});

Deno.test("createUserVerifier() refuses every bad public-key token with the same words", async () => {
  await using server = await serveJwks();
  const verify = asymmetric(server.url);
  for (const [name, claims] of Object.entries(badClaims())) {
    const token = await server.sign("ES256", userClaims(claims));
    assert.deepEqual(await refusal(verify, `Bearer ${token}`), badToken, name);
  }
  const attacker = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(attacker.publicKey);
  const forged = (header: Record<string, unknown>) =>
    new SignJWT(userClaims()).setProtectedHeader({ alg: "ES256", ...header })
      .sign(attacker.privateKey);
  const bad = {
    "HS256 with the public key as the secret": await signToken(
      userClaims(),
      await server.publicPem("RS256"),
    ),
    "algorithm none": new UnsecuredJWT(userClaims()).encode(),
    "another key under the same id": await forged({ kid: "key-ES256" }),
    "a key of its own": await forged({ jwk }),
    "a key address of its own": await forged({ jku: "http://attacker.test/jwks.json" }),
    "an unknown key id": await forged({ kid: "key-of-nobody" }),
  };
  for (const [name, token] of Object.entries(bad)) {
    assert.deepEqual(await refusal(verify, `Bearer ${token}`), badToken, name);
  }
});

Deno.test("createUserVerifier() takes the algorithm from the configuration, never from the token", async () => {
  await using server = await serveJwks();
  const rs256 = await server.sign("RS256", userClaims());
  const onlyEs256 = asymmetric(server.url, "ES256");
  assert.deepEqual(await refusal(onlyEs256, `Bearer ${rs256}`), badToken);
  assert.deepEqual(await refusal(hs256(), `Bearer ${rs256}`), badToken);
  const es256 = await server.sign("ES256", userClaims());
  assert.equal((await onlyEs256(`Bearer ${es256}`)).id, USER_ID);
});

Deno.test("createUserVerifier() blames nobody's token when the keys cannot be fetched", async () => {
  await using server = await serveJwks();
  const token = await server.sign("ES256", userClaims());
  const unavailable = {
    status: 503,
    code: "keys_unavailable",
    detail: "The signing keys cannot be fetched; try again shortly",
    extra: {},
  };
  const verify = asymmetric(server.url);
  for (const fault of ["status_500", "no_json", "no_keys"] as const) {
    server.behave(fault);
    assert.deepEqual(await refusal(verify, `Bearer ${token}`), unavailable, fault);
  }
  const config = testConfig({ AUTH_JWT_ALGORITHMS: "ES256", AUTH_JWT_SECRET: undefined });
  const faults = {
    refused: new TypeError("fetch failed"),
    slow: new DOMException("", "TimeoutError"),
  };
  for (const [name, fault] of Object.entries(faults)) {
    const offline = createUserVerifier(config, () => Promise.reject(fault));
    assert.deepEqual(await refusal(offline, `Bearer ${token}`), unavailable, name);
  }
  server.behave("serve");
  assert.equal((await verify(`Bearer ${token}`)).id, USER_ID);
});

Deno.test("isSecretKey() accepts the secret key alone", () => {
  const config = testConfig();
  assert.equal(isSecretKey(config, SECRET_KEY), true);
  const others = [
    undefined,
    "",
    SECRET_KEY.slice(0, -1),
    `${SECRET_KEY} `,
    SECRET_KEY.toUpperCase(),
    "x".repeat(SECRET_KEY.length),
    config.supabase.publishableKey,
  ];
  for (const other of others) assert.equal(isSecretKey(config, other), false, other);
});

Deno.test("isSecretKey() accepts every key of a ring, so that a rotation refuses nobody", () => {
  const config = testConfig({
    SUPABASE_SECRET_KEY: undefined,
    SUPABASE_SECRET_KEYS: '{"default": "sb_secret_new", "old": "sb_secret_old"}',
  });
  for (const key of ["sb_secret_new", "sb_secret_old"]) assert.ok(isSecretKey(config, key));
  assert.equal(isSecretKey(config, "sb_secret_older"), false);
});
