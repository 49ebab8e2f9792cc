import assert from "node:assert/strict";
import { createRoute, z } from "@hono/zod-openapi";
import { json } from "../../../shared/contracts/api.ts";
import { notFound, ProblemError } from "../../../shared/http/errors.ts";
import { requireJson } from "../../../shared/http/body.ts";
import { createFunctionApp, requireSecretKey, requireUser } from "../../../shared/http/app.ts";
import { fieldsOf, problemOf } from "../../support/problems.ts";
import {
  SECRET_KEY,
  signToken,
  testPlatform,
  USER_ID,
  userClaims,
  withinRateLimit,
} from "../../support/platform.ts";

const kib = 1024;
const secretText = "what nobody but its owner may read";

/** A function with one route of each kind, for people who are signed in. */
function demo(
  answer: (request: Request) => Response | Promise<Response> = withinRateLimit,
  changes: Record<string, string> = {},
) {
  const { services, log, requests } = testPlatform(answer, changes);
  const app = createFunctionApp("demo", services);
  app.use(requireUser("demo", services));
  app.use(requireJson);
  app.openapi(
    createRoute({
      method: "post",
      path: "/notes/{id}",
      request: {
        params: z.object({ id: z.guid("must be a UUID") }),
        query: z.strictObject({ lang: z.enum(["en", "de"]).optional() }),
        body: {
          required: true,
          content: {
            "application/json": {
              schema: z.strictObject({
                text: z.string("must be a text").max(300_000),
                tags: z.array(z.string("must be a text")).optional(),
              }),
            },
          },
        },
      },
      responses: { 200: json(z.object({ length: z.number() }), "Length") },
    }),
    (c) => c.json({ length: c.req.valid("json").text.length }, 200),
  );
  app.get("/fail/:how", (c) => {
    const how = c.req.param("how");
    if (how === "absent") throw notFound("note");
    if (how === "conflict") throw new ProblemError(409, "conflict", "Changed meanwhile");
    throw new TypeError(secretText);
  });
  return { app, log, requests };
}

const noteUrl = `http://project.test/demo/notes/${USER_ID}`;

async function signedIn(): Promise<Record<string, string>> {
  return {
    authorization: `Bearer ${await signToken()}`,
    "content-type": "application/json",
  };
}

async function post(
  body: BodyInit,
  changes: Record<string, string> = {},
  url: string = noteUrl,
): Promise<Response> {
  const headers = { ...await signedIn(), ...changes };
  return await demo().app.fetch(new Request(url, { method: "POST", headers, body }));
}

Deno.test("createFunctionApp() answers a good request, with a request id and no caching", async () => {
  const response = await post('{"text": "héllo"}', {
    "content-type": "Application/JSON; charset=utf-8",
  });
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { length: 5 });
  assert.match(response.headers.get("x-request-id") ?? "", /^[0-9a-f-]{36}$/);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
});

Deno.test("createFunctionApp() names the field that is not valid", async () => {
  assert.deepEqual(await fieldsOf(await post("{}")), ["text"]);
  assert.deepEqual(await fieldsOf(await post('{"text": 7}')), ["text"]);
  assert.deepEqual(await fieldsOf(await post('{"text": "", "tags": ["a", 2]}')), ["tags[1]"]);
  assert.deepEqual(await fieldsOf(await post('{"text": "", "titel": 1}')), ["titel"]);
  for (const body of ["[]", "null", '"text"', "7"]) {
    assert.deepEqual(await fieldsOf(await post(body)), ["body"], body);
  }
  assert.deepEqual(await fieldsOf(await post('{"text": ""}', {}, `${noteUrl}?lang=fr`)), ["lang"]);
  assert.deepEqual(await fieldsOf(await post('{"text": ""}', {}, `${noteUrl}?x=1`)), ["x"]);
  const other = "http://project.test/demo/notes/7";
  assert.deepEqual(await fieldsOf(await post('{"text": ""}', {}, other)), ["id"]);
});

Deno.test("createFunctionApp() says what is wrong in words that follow the field", async () => {
  const problem = await problemOf(await post('{"text": "", "tags": [2]}'), 400);
  assert.equal(problem.code, "invalid_request");
  assert.equal(problem.title, "Bad request");
  assert.equal(problem.detail, "The body is not valid: tags[0] must be a text");
  assert.deepEqual(problem.errors, [{ field: "tags[0]", message: "must be a text" }]);
});

Deno.test("createFunctionApp() refuses malformed JSON", async () => {
  for (const body of ["{", "", "{'text': 1}", "\u0000", '{"text": "x"} trailing']) {
    const problem = await problemOf(await post(body), 400);
    assert.equal(problem.code, "malformed_json");
    assert.deepEqual(problem.errors, [{ field: "body", message: "must be valid JSON" }]);
  }
});

Deno.test("requireJson() refuses a body that is not declared as JSON", async () => {
  const types = ["text/plain", "", "application/jsonp", "text/json", "multipart/form-data"];
  for (const type of types) {
    assert.deepEqual(await fieldsOf(await post('{"text": ""}', { "content-type": type }), 415), [
      "content-type",
    ]);
  }
  const headers = { authorization: (await signedIn())["authorization"] ?? "" };
  const body = new TextEncoder().encode('{"text": ""}');
  const untyped = new Request(noteUrl, { method: "POST", headers, body });
  assert.deepEqual(await fieldsOf(await demo().app.fetch(untyped), 415), ["content-type"]);
});

/** A JSON body of exactly so many bytes. */
function sized(bytes: number): string {
  return `{"text": "${"x".repeat(bytes - 12)}"}`;
}

Deno.test("createFunctionApp() takes a body of 256 KiB and refuses one byte more", async () => {
  assert.equal(sized(256 * kib).length, 256 * kib);
  assert.equal((await post(sized(256 * kib))).status, 200);
  const problem = await problemOf(await post(sized(256 * kib + 1)), 413);
  assert.equal(problem.code, "body_too_large");
  assert.equal(problem.detail, "The body must have at most 256 KiB");
});

/** A body that does not say how long it is, and how much of it was read. */
function chunked(bytes: number): { body: ReadableStream<Uint8Array>; pulled: () => number } {
  const all = new TextEncoder().encode(sized(bytes));
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= all.length) return controller.close();
      controller.enqueue(all.slice(at, at += 16 * kib));
    },
  });
  return { body, pulled: () => at };
}

Deno.test("createFunctionApp() limits a body of undeclared length as well", async () => {
  assert.equal((await post(chunked(256 * kib).body)).status, 200);
  const large = chunked(4096 * kib);
  await problemOf(await post(large.body), 413);
  assert.ok(large.pulled() < 512 * kib, `read ${large.pulled()} bytes before it refused`);
});

Deno.test("createFunctionApp() limits a chunked body that came over HTTP", async () => {
  const { app } = demo();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.fetch);
  try {
    const url = `http://127.0.0.1:${server.addr.port}/demo/notes/${USER_ID}`;
    const send = async (bytes: number) =>
      await fetch(url, {
        method: "POST",
        headers: await signedIn(),
        body: chunked(bytes).body,
      });
    const accepted = await send(200 * kib);
    assert.equal(accepted.status, 200);
    await accepted.body?.cancel();
    await problemOf(await send(300 * kib), 413);
  } finally {
    await server.shutdown();
  }
});

Deno.test("createFunctionApp() answers an unknown route with 404", async () => {
  const { app } = demo();
  const headers = await signedIn();
  for (const path of ["/demo/nothing", "/demo", `/demo/notes/${USER_ID}`]) {
    const response = await app.fetch(new Request(`http://project.test${path}`, { headers }));
    assert.equal((await problemOf(response, 404)).code, "not_found");
  }
});

Deno.test("createFunctionApp() passes on a problem that a handler throws", async () => {
  const { app, log } = demo();
  const get = async (how: string) =>
    await app.fetch(
      new Request(`http://project.test/demo/fail/${how}`, { headers: await signedIn() }),
    );
  const absent = await problemOf(await get("absent"), 404);
  assert.deepEqual([absent.code, absent.detail], ["not_found", "No such note"]);
  assert.equal((await problemOf(await get("conflict"), 409)).title, "Conflict");
  assert.ok(log.every((line) => JSON.parse(line).level === "INFO"), "a refusal is no failure");
});

Deno.test("createFunctionApp() hides what went wrong inside, and logs where to look", async () => {
  const { app, log } = demo();
  const url = `http://project.test/demo/fail/inside?q=${encodeURIComponent(secretText)}`;
  const response = await app.fetch(new Request(url, { headers: await signedIn() }));
  const problem = await problemOf(response, 500);
  assert.equal(problem.code, "internal_error");
  assert.doesNotMatch(problem.detail, /try again/i, "the same request fails again");
  assert.ok(!JSON.stringify(problem).includes(secretText));
  const failure = log.map((line) => JSON.parse(line)).find(({ level }) => level === "ERROR");
  assert.equal(failure.message, "request failed");
  assert.equal(failure.error, "TypeError");
  assert.equal(failure.request_id, problem.request_id);
  assert.ok(!log.join().includes(secretText));
});

Deno.test("createFunctionApp() logs the code of a database failure and not its message", async () => {
  const { app, log } = demo(() =>
    Response.json({ code: "57014", message: secretText, details: secretText }, { status: 500 })
  );
  const response = await app.fetch(
    new Request("http://project.test/demo/fail/x", { headers: await signedIn() }),
  );
  const problem = await problemOf(response, 503);
  assert.equal(problem.code, "unavailable");
  assert.ok(!JSON.stringify(problem).includes(secretText));
  const failure = log.map((line) => JSON.parse(line)).find(({ level }) => level === "ERROR");
  assert.deepEqual([failure.code, failure.operation], ["57014", "take_rate_limit"]);
  assert.ok(!log.join().includes(secretText));
});

Deno.test("createFunctionApp() logs one line a request, without token, query or body", async () => {
  const { app, log } = demo();
  const headers = await signedIn();
  const request = new Request(`${noteUrl}?lang=en`, {
    method: "POST",
    headers,
    body: JSON.stringify({ text: secretText }),
  });
  const response = await app.fetch(request);
  assert.equal(response.status, 200);
  assert.equal(log.length, 1);
  const { time, milliseconds, request_id, ...line } = JSON.parse(log[0] ?? "");
  assert.ok(!Number.isNaN(Date.parse(time)));
  assert.ok(Number.isInteger(milliseconds));
  assert.equal(request_id, response.headers.get("x-request-id"));
  assert.deepEqual(line, {
    level: "INFO",
    message: "request",
    function: "demo",
    method: "POST",
    route: "/demo/notes/:id",
    status: 200,
    user_id: USER_ID,
  });
  assert.ok(!log[0]?.includes(secretText) && !log[0]?.includes("Bearer"));
  assert.ok(!log[0]?.includes(headers["authorization"]?.slice(7) ?? "Bearer"));
});

Deno.test("createFunctionApp() lets a page of an allowed origin read the answer, and no other", async () => {
  const { app } = demo(withinRateLimit, { CORS_ALLOWED_ORIGINS: "https://app.example" });
  const ask = async (origin: string, authorized: boolean) =>
    await app.fetch(
      new Request("http://project.test/demo/fail/absent", {
        headers: { origin, ...authorized ? await signedIn() : {} },
      }),
    );
  for (const authorized of [true, false]) {
    const allowed = await ask("https://app.example", authorized);
    assert.equal(allowed.headers.get("access-control-allow-origin"), "https://app.example");
    const exposed = allowed.headers.get("access-control-expose-headers") ?? "";
    assert.match(exposed, /x-request-id/);
    assert.match(exposed, /retry-after/);
    for (const origin of ["https://evil.example", "https://app.example.evil.example", "null"]) {
      const other = await ask(origin, authorized);
      assert.equal(other.headers.get("access-control-allow-origin"), null, origin);
    }
  }
});

Deno.test("createFunctionApp() answers a preflight without credentials", async () => {
  const { app } = demo(withinRateLimit, { CORS_ALLOWED_ORIGINS: "https://app.example" });
  const preflight = (origin: string) =>
    app.fetch(
      new Request(noteUrl, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,content-type",
        },
      }),
    );
  const allowed = await preflight("https://app.example");
  assert.equal(allowed.status, 204);
  assert.equal(allowed.headers.get("access-control-allow-origin"), "https://app.example");
  assert.match(allowed.headers.get("access-control-allow-methods") ?? "", /POST/);
  assert.match(allowed.headers.get("access-control-allow-headers") ?? "", /authorization/);
  const refused = await preflight("https://evil.example");
  assert.equal(refused.headers.get("access-control-allow-origin"), null);
});

Deno.test("requireUser() refuses whoever is not signed in, whatever they ask for", async () => {
  const { app, requests } = demo();
  const bodies: (string | undefined)[] = [];
  for (const authorization of [undefined, "Bearer x.y.z", `Bearer ${SECRET_KEY}`]) {
    for (const path of ["/demo/fail/absent", "/demo/no/such/route"]) {
      const response = await app.fetch(
        new Request(
          `http://project.test${path}`,
          authorization ? { headers: { authorization } } : {},
        ),
      );
      assert.equal(response.headers.get("www-authenticate"), "Bearer");
      const problem = await problemOf(response, 401);
      bodies.push(`${problem.code}: ${problem.detail}`);
    }
  }
  assert.equal(new Set(bodies).size, 2, "one text without a token, one for every bad token");
  assert.equal(requests.length, 0, "whoever is not known costs the database nothing");
});

Deno.test("requireUser() lets a person through only so often", async () => {
  const { app, requests } = demo(
    () => Response.json([{ granted: false, remaining: 0, retry_after_seconds: 17 }]),
    { RATE_LIMIT_PER_MINUTE: "3" },
  );
  const response = await app.fetch(
    new Request("http://project.test/demo/fail/absent", { headers: await signedIn() }),
  );
  assert.equal(response.headers.get("retry-after"), "17");
  assert.equal((await problemOf(response, 429)).code, "too_many_requests");
  assert.deepEqual(await requests[0]?.json(), {
    bucket: `demo:${USER_ID}`,
    allowed: 3,
    window_seconds: 60,
  });
});

Deno.test("requireUser() lets an app that somebody let in read, and nothing else", async () => {
  const { app, requests } = demo();
  const token = await signToken(userClaims({ client_id: "9a1f" }));
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const ask = (method: string, path: string) =>
    app.fetch(new Request(`http://project.test/demo${path}`, { method, headers }));
  assert.equal((await problemOf(await ask("GET", "/fail/absent"), 404)).code, "not_found");
  const asked = requests.length;
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
    const problem = await problemOf(await ask(method, "/fail/absent"), 403);
    assert.equal(problem.code, "client_may_only_read", method);
  }
  assert.equal(requests.length, asked, "a refusal costs the database nothing");
});

Deno.test("requireSecretKey() lets the service through and nobody else", async () => {
  const { services } = testPlatform();
  const app = createFunctionApp("job", services);
  app.use(requireSecretKey(services));
  app.get("/", (c) => c.text("done"));
  const ask = (headers: Record<string, string>) =>
    app.fetch(new Request("http://project.test/job", { headers }));
  assert.equal(await (await ask({ apikey: SECRET_KEY })).text(), "done");
  const token = await signToken();
  const others = [
    {},
    { apikey: "sb_secret_of_another" },
    { apikey: token, authorization: `Bearer ${token}` },
    { authorization: `Bearer ${SECRET_KEY}` },
  ];
  for (const headers of others) {
    assert.equal((await problemOf(await ask(headers), 401)).code, "unauthorized");
  }
});
