import type { State, StateStore } from "../../embedded/state.ts";

/** The person that a new stack has from the start. */
export type DemoUser = NonNullable<State["demo"]>;

const EMAIL = "demo@prometheus.local";

/**
 * Signs the demo user up where this data has none yet, with a random password, and remembers it.
 *
 * @param fetch answers requests to the stack
 */
export async function ensureDemoUser(
  store: StateStore,
  fetch: (request: Request) => Promise<Response>,
): Promise<DemoUser> {
  const { demo, url, publishable_key } = store.state;
  if (demo) return demo;
  const password = crypto.getRandomValues(new Uint8Array(12))
    .toBase64({ alphabet: "base64url", omitPadding: true });
  // Where the keys were removed and the database stayed, the first address is taken.
  for (const email of [EMAIL, EMAIL.replace("@", `-${crypto.randomUUID().slice(0, 8)}@`)]) {
    const response = await fetch(
      new Request(`${url}/auth/v1/signup`, {
        method: "POST",
        headers: { apikey: publishable_key, "content-type": "application/json" },
        body: JSON.stringify({ email, password, data: { display_name: "Demo" } }),
      }),
    );
    const body = await response.text();
    if (response.ok) {
      await store.update({ demo: { email, password } });
      return { email, password };
    }
    if (!body.includes("already")) {
      throw new Error(`The demo user could not be signed up: ${response.status} ${body}`);
    }
  }
  throw new Error("The demo user could not be signed up: both addresses are taken");
}
