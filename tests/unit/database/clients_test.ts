import { DatabaseError, databaseError } from "../../../shared/database/errors.ts";
import { rpcOver } from "../../../shared/database/rpc.ts";
import assert from "node:assert/strict";
import { serviceClient, userClient } from "../../../shared/database/clients.ts";
import { PUBLISHABLE_KEY, recordedFetch, SECRET_KEY, testConfig } from "../../support/platform.ts";

const answered = () => Response.json([{ granted: true }]);
const limit = { bucket: "b", allowed: 1, window_seconds: 60 };

Deno.test("serviceClient() sends the secret key in apikey and nowhere else", async () => {
  const { fetch, requests } = recordedFetch(answered);
  const client = serviceClient(testConfig(), fetch);
  await client.from("events").select("id");
  await client.schema("internal").rpc("take_rate_limit", limit);
  assert.equal(requests.length, 2);
  for (const { headers, url } of requests) {
    assert.equal(headers.get("apikey"), SECRET_KEY);
    assert.equal(headers.get("authorization"), null);
    assert.ok(!url.includes(SECRET_KEY));
  }
});

Deno.test("serviceClient() sends an older service key, which is a token, as one too", async () => {
  const { fetch, requests } = recordedFetch(answered);
  const config = testConfig({ SUPABASE_SECRET_KEY: "header.payload.signature" });
  await serviceClient(config, fetch).from("events").select("id");
  const [request] = requests;
  assert.equal(request?.headers.get("apikey"), "header.payload.signature");
  assert.equal(request?.headers.get("authorization"), "Bearer header.payload.signature");
});

Deno.test("userClient() goes out with the person's token and never with the secret key", async () => {
  const { fetch, requests } = recordedFetch(answered);
  await userClient(testConfig(), "the.user.token", fetch).from("events").select("id");
  const [request] = requests;
  assert.ok(request);
  assert.equal(request.headers.get("authorization"), "Bearer the.user.token");
  assert.equal(request.headers.get("apikey"), PUBLISHABLE_KEY);
  assert.ok(!JSON.stringify([...request.headers]).includes(SECRET_KEY));
});

Deno.test("rpcOver() calls the function in its schema and gives back what it returns", async () => {
  const { fetch, requests } = recordedFetch(answered);
  const client = serviceClient(testConfig(), fetch);
  const average = { match_model: "m", for_user: null };
  const calls = [
    ["internal", "take_rate_limit", limit, rpcOver(client, "internal")("take_rate_limit", limit)],
    [
      "public",
      "average_embedding",
      average,
      rpcOver(client, "public")("average_embedding", average),
    ],
  ] as const;
  for (const [index, [schema, name, args, result]] of calls.entries()) {
    assert.deepEqual(await result, [{ granted: true }]);
    const request = requests[index];
    assert.equal(request?.method, "POST");
    assert.equal(request?.url, `http://project.test/rest/v1/rpc/${name}`);
    assert.equal(request?.headers.get("content-profile"), schema);
    assert.deepEqual(await request?.json(), args);
  }
});

/** What a call throws when the Data API answers so. */
async function thrown(answer: () => Response | Promise<Response>): Promise<DatabaseError> {
  const call = rpcOver(serviceClient(testConfig(), recordedFetch(answer).fetch), "internal");
  const error = await call("prune_history", { keep_days: 1 }).then(
    () => assert.fail("no error"),
    (error: unknown) => error,
  );
  assert.ok(error instanceof DatabaseError, String(error));
  return error;
}

Deno.test("rpcOver() throws the code and message of a refusal, and no details", async () => {
  const error = await thrown(() =>
    Response.json({
      code: "23505",
      message: "duplicate key value",
      details: "Key (body)=(what somebody wrote) already exists.",
      hint: "what somebody wrote",
    }, { status: 409 })
  );
  assert.equal(error.name, "DatabaseError");
  assert.equal(error.code, "23505");
  assert.equal(error.operation, "prune_history");
  assert.equal(error.message, "prune_history: duplicate key value");
  assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes("what somebody wrote"));
});

Deno.test("rpcOver() throws a DatabaseError when the database cannot be reached", async () => {
  const error = await thrown(() => Promise.reject(new TypeError("connection refused")));
  assert.equal(error.operation, "prune_history");
  assert.equal(error.code, "unknown");
});

Deno.test("databaseError() says unknown where there is no code", () => {
  assert.equal(databaseError("read events", { message: "no" }).code, "unknown");
  assert.equal(databaseError("read events", { code: "42501", message: "no" }).code, "42501");
});
