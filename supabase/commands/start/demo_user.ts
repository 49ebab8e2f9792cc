import { z } from "zod";
import type { Stack } from "../../embedded/options.ts";
import { RemedyError } from "../usage.ts";

const demoUser = z.object({ email: z.string(), password: z.string() });

/** The person that a new stack has from the start. */
export type DemoUser = z.infer<typeof demoUser>;

const EMAIL = "demo@prometheus.local";
const NOTE = "demo";

/** Signs the demo user up where this data has none yet, with a random password, and remembers it. */
export async function ensureDemoUser(
  stack: Pick<Stack, "url" | "publishableKey" | "fetch" | "notes">,
): Promise<DemoUser> {
  const known = demoUser.safeParse(stack.notes.read(NOTE));
  if (known.success) return known.data;
  const password = crypto.getRandomValues(new Uint8Array(12))
    .toBase64({ alphabet: "base64url", omitPadding: true });
  // Where the keys were removed and the database stayed, the first address is taken.
  for (const email of [EMAIL, EMAIL.replace("@", `-${crypto.randomUUID().slice(0, 8)}@`)]) {
    const response = await stack.fetch(
      new Request(`${stack.url}/auth/v1/signup`, {
        method: "POST",
        headers: { apikey: stack.publishableKey, "content-type": "application/json" },
        body: JSON.stringify({ email, password, data: { display_name: "Demo" } }),
      }),
    );
    const body = await response.text();
    if (response.ok) {
      await stack.notes.write(NOTE, { email, password });
      return { email, password };
    }
    if (!body.includes("already")) {
      throw new RemedyError(`The demo user could not be signed up: ${response.status} ${body}`);
    }
  }
  throw new RemedyError("The demo user could not be signed up: both addresses are taken");
}
