import { createClient } from "@supabase/supabase-js";
import type { Stack } from "../embedded/options.ts";
import type { DemoUser } from "./start/demo_user.ts";

/** Signs a person in; returns who they are and what they are let in with. */
export async function signIn(
  stack: Pick<Stack, "url" | "publishableKey">,
  person: DemoUser,
): Promise<{ token: string; userId: string }> {
  const client = createClient(stack.url, stack.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data, error } = await client.auth.signInWithPassword(person);
  if (error) throw new Error(`Signing in failed: ${error.message}`);
  return { token: data.session.access_token, userId: data.user.id };
}
