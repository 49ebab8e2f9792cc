import assert from "node:assert/strict";
import { ensureDemoUser } from "../../../supabase/commands/start/demo_user.ts";

/** An Auth server that knows some addresses already. */
function auth(taken: string[] = [], status = 200) {
  const asked: { email: string; password: string; apikey: string | null }[] = [];
  return {
    asked,
    fetch: async (request: Request) => {
      const { email, password } = await request.json();
      asked.push({ email, password, apikey: request.headers.get("apikey") });
      if (status !== 200) return Response.json({ msg: "Signups not allowed" }, { status });
      if (!taken.includes(email)) return Response.json({ access_token: "t" });
      return Response.json({ msg: "User already registered" }, { status: 422 });
    },
  };
}

/** A stack that remembers, before this Auth server. */
function stackOf({ fetch }: Pick<ReturnType<typeof auth>, "fetch">) {
  const notes = new Map<string, unknown>();
  return {
    url: "http://127.0.0.1:1",
    publishableKey: "sb_publishable_of_the_test",
    fetch,
    notes: {
      read: (name: string) => notes.get(name),
      write: (name: string, value: unknown) => Promise.resolve(void notes.set(name, value)),
    },
  };
}

Deno.test("ensureDemoUser() signs up once, and remembers the password", async () => {
  const server = auth();
  const stack = stackOf(server);
  const user = await ensureDemoUser(stack);
  assert.equal(user.email, "demo@prometheus.local");
  assert.match(user.password, /^[\w-]{16}$/);
  assert.equal(server.asked[0]?.apikey, stack.publishableKey);
  assert.deepEqual(await ensureDemoUser(stack), user);
  assert.equal(server.asked.length, 1);
});

Deno.test("ensureDemoUser() takes another address when the first one is taken", async () => {
  const user = await ensureDemoUser(stackOf(auth(["demo@prometheus.local"])));
  assert.match(user.email, /^demo-[0-9a-f]{8}@prometheus\.local$/);
});

Deno.test("ensureDemoUser() says what Auth said when it refuses", async () => {
  await assert.rejects(
    ensureDemoUser(stackOf(auth([], 403))),
    /demo user could not be signed up: 403 .*Signups not allowed/,
  );
});
