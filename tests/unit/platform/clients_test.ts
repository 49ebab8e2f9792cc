import assert from "node:assert/strict";
import {
  databaseError,
  rpcOver,
  serviceClient,
  userClient,
} from "../../../shared/platform/clients.ts";
import { DatabaseError } from "../../../shared/platform/errors.ts";
import { PUBLISHABLE_KEY, recordedFetch, SECRET_KEY, testConfig } from "../../support/platform.ts";

const answered = () => Response.json([{ granted: true }]);

Deno.test("serviceClient() sends the secret key in apikey and nowhere else", async () => {
  const { fetch, requests } = recordedFetch(answered);
  const client = serviceClient(testConfig(), fetch);
  await client.from("events").select("id");
  await client.schema("internal").rpc("take_rate_limit", { bucket: "b" });
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
  for (const schema of ["internal", "public"] as const) {
    const result = await rpcOver(client, schema)("take_rate_limit", { bucket: "b", allowed: 1 });
    assert.deepEqual(result, [{ granted: true }]);
    const request = requests.at(-1);
    assert.equal(request?.method, "POST");
    assert.equal(request?.url, "http://project.test/rest/v1/rpc/take_rate_limit");
    assert.equal(request?.headers.get("content-profile"), schema);
    assert.deepEqual(await request?.json(), { bucket: "b", allowed: 1 });
  }
});

/** What a call throws when the Data API answers so. */
async function thrown(answer: () => Response | Promise<Response>): Promise<DatabaseError> {
  const call = rpcOver(serviceClient(testConfig(), recordedFetch(answer).fetch), "internal");
  const error = await call("store_things", { secret: "what somebody wrote" }).then(
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
  assert.equal(error.operation, "store_things");
  assert.equal(error.message, "store_things: duplicate key value");
  assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes("what somebody wrote"));
});

Deno.test("rpcOver() throws a DatabaseError when the database cannot be reached", async () => {
  const error = await thrown(() => Promise.reject(new TypeError("connection refused")));
  assert.equal(error.operation, "store_things");
  assert.equal(error.code, "unknown");
});

Deno.test("databaseError() says unknown where there is no code", () => {
  assert.equal(databaseError("read events", { message: "no" }).code, "unknown");
  assert.equal(databaseError("read events", { code: "42501", message: "no" }).code, "42501");
});
