import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { createFunctionApp } from "../../../shared/http/app.ts";
import { parseJsonBytes, readRawBody } from "../../../shared/http/body.ts";
import { ProblemError } from "../../../shared/http/errors.ts";
import { testPlatform } from "../../support/platform.ts";
import { problemOf } from "../../support/problems.ts";

const secret = "signing-secret-of-the-test";
const sign = (bytes: Uint8Array) => createHmac("sha256", secret).update(bytes).digest("hex");

/** Bytes that a body can be made of, in the words of each version of TypeScript. */
type Bytes = ReturnType<TextEncoder["encode"]>;

/** A request whose body comes in these pieces, without a declared length. */
function inPieces(pieces: readonly Uint8Array[]): { request: Request; read: () => number } {
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces[next++];
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
  return {
    request: new Request("http://project.test/hook", { method: "POST", body }),
    read: () => next,
  };
}

async function refusal(work: Promise<unknown>): Promise<{ status: number; code: string }> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof ProblemError, String(error));
    return { status: error.status, code: error.code };
  }
  return assert.fail("it was accepted");
}

Deno.test("readRawBody() gives exactly the bytes that came, however they were cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 8 }),
      async (pieces) => {
        const whole = new Uint8Array(pieces.flatMap((piece) => [...piece]));
        assert.deepEqual(await readRawBody(inPieces(pieces).request), whole);
      },
    ),
  );
  const none = new Request("http://project.test/hook", { method: "POST" });
  assert.deepEqual(await readRawBody(none), new Uint8Array());
});

Deno.test("readRawBody() stops at its limit and leaves the rest unread", async () => {
  const piece = new Uint8Array(10);
  assert.equal((await readRawBody(inPieces([piece, piece]).request, 20)).length, 20);
  const long = inPieces(Array.from({ length: 1000 }, () => piece));
  assert.deepEqual(await refusal(readRawBody(long.request, 20)), {
    status: 413,
    code: "body_too_large",
  });
  assert.ok(long.read() < 10, `${long.read()} pieces were read`);
});

Deno.test("readRawBody() gives a body once and never an empty one in its place", async () => {
  const { request } = inPieces([new Uint8Array([1])]);
  await readRawBody(request);
  await assert.rejects(readRawBody(request), /read before/);
  const parsed = new Request("http://project.test/hook", { method: "POST", body: "{}" });
  await parsed.json();
  await assert.rejects(readRawBody(parsed), /read before/);
});

Deno.test("parseJsonBytes() takes UTF-8 JSON and nothing else", async () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  assert.deepEqual(parseJsonBytes(bytes('{"a": "é"}')), { a: "é" });
  const bad = [bytes(""), bytes("{"), bytes("a=1"), new Uint8Array([0x22, 0xff, 0x22])];
  for (const wrong of bad) {
    const work = Promise.resolve().then(() => parseJsonBytes(wrong));
    assert.deepEqual(await refusal(work), { status: 400, code: "malformed_json" });
  }
});

/** A webhook that verifies a signature over what came, whatever type it was declared as. */
function hook() {
  const { services, log } = testPlatform();
  const app = createFunctionApp("hook", services);
  app.post("/", async (c) => {
    const bytes = await readRawBody(c.req.raw, 100 * 1024);
    if (c.req.header("x-signature") !== sign(bytes)) {
      throw new ProblemError(401, "unauthorized", "The signature does not fit the body");
    }
    return c.json({ bytes: bytes.length });
  });
  return { app, log };
}

Deno.test("createFunctionApp() lets a webhook verify the bytes of a body of any type", async () => {
  const { app } = hook();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.fetch);
  try {
    const send = (body: Bytes, signature: string, type: string) =>
      fetch(`http://127.0.0.1:${server.addr.port}/hook`, {
        method: "POST",
        headers: { "content-type": type, "x-signature": signature },
        body: new Blob([body]).stream(),
      });
    // White space, key order and a stray byte count, for a signature.
    const body = new TextEncoder().encode('{ "b":1,\r\n "a" : "é" }\n');
    const types = ["application/json", "application/x-www-form-urlencoded", "text/plain"];
    for (const type of types) {
      const response = await send(body, sign(body), type);
      assert.equal(response.status, 200, type);
      assert.deepEqual(await response.json(), { bytes: body.length });
    }
    const again = new TextEncoder().encode(
      JSON.stringify(JSON.parse(new TextDecoder().decode(body))),
    );
    await problemOf(await send(again, sign(body), "application/json"), 401);
    const large = new Uint8Array(100 * 1024 + 1);
    const problem = await problemOf(await send(large, sign(large), "text/plain"), 413);
    assert.equal(problem.detail, "The body must have at most 100 KiB");
    const larger = new Uint8Array(300 * 1024);
    const app413 = await problemOf(await send(larger, sign(larger), "text/plain"), 413);
    assert.equal(app413.detail, "The body must have at most 256 KiB");
  } finally {
    await server.shutdown();
  }
});
