import assert from "node:assert/strict";
import { ensureDemoUser } from "../../../supabase/commands/start/demo_user.ts";
import { memoryState } from "../../../supabase/embedded/state.ts";

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

async function store() {
  const made = memoryState();
  await made.update({ url: "http://127.0.0.1:1" });
  return made;
}

Deno.test("ensureDemoUser() signs up once, and remembers the password", async () => {
  const [state, server] = [await store(), auth()];
  const user = await ensureDemoUser(state, server.fetch);
  assert.equal(user.email, "demo@prometheus.local");
  assert.match(user.password, /^[\w-]{16}$/);
  assert.equal(server.asked[0]?.apikey, state.state.publishable_key);
  assert.deepEqual(await ensureDemoUser(state, server.fetch), user);
  assert.equal(server.asked.length, 1);
});

Deno.test("ensureDemoUser() takes another address when the first one is taken", async () => {
  const server = auth(["demo@prometheus.local"]);
  const user = await ensureDemoUser(await store(), server.fetch);
  assert.match(user.email, /^demo-[0-9a-f]{8}@prometheus\.local$/);
});

Deno.test("ensureDemoUser() says what Auth said when it refuses", async () => {
  await assert.rejects(
    ensureDemoUser(await store(), auth([], 403).fetch),
    /demo user could not be signed up: 403 .*Signups not allowed/,
  );
});
