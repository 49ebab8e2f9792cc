import assert from "node:assert/strict";
import { listen } from "../../../supabase/embedded/gateway/listener.ts";

const text = async (url: string) => {
  const response = await fetch(url);
  return [response.status, await response.text()];
};

Deno.test("listen() answers 503 until it has a handler", async () => {
  const listener = listen(0, () => {});
  const early = await fetch(listener.url);
  assert.equal(early.status, 503);
  assert.equal(early.headers.get("retry-after"), "2");
  await early.body?.cancel();
  listener.handle(() => Promise.resolve(new Response("here")));
  assert.deepEqual(await text(listener.url), [200, "here"]);
  await listener.stop();
  await listener.stop();
  await assert.rejects(fetch(listener.url), TypeError);
});

Deno.test("listen() logs what a handler throws, and answers 500 without it", async () => {
  const logs: string[] = [];
  const listener = listen(0, (line) => logs.push(line));
  listener.handle(() => Promise.reject(new Error("a detail of the inside")));
  const [status, body] = await text(listener.url);
  assert.equal(status, 500);
  assert.doesNotMatch(String(body), /detail/);
  assert.match(logs.join(), /a detail of the inside/);
  await listener.stop();
});

Deno.test("listen() refuses a port in use", async () => {
  const listener = listen(0, () => {});
  assert.throws(() => listen(Number(new URL(listener.url).port), () => {}), Deno.errors.AddrInUse);
  await listener.stop();
});

Deno.test("listen() cuts off a request that does not end", async () => {
  const listener = listen(0, () => {});
  const never = Promise.withResolvers<Response>();
  const asked = Promise.withResolvers<void>();
  listener.handle(() => {
    asked.resolve();
    return never.promise;
  });
  const answer = fetch(listener.url).then(() => "answered", () => "cut off");
  await asked.promise;
  const before = performance.now();
  await listener.stop();
  assert.ok(performance.now() - before < 3000);
  assert.equal(await answer, "cut off");
  never.resolve(new Response());
});
