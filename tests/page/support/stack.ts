import { loadSample } from "../../../supabase/commands/demo/load.ts";
import type { Progress } from "../../../supabase/commands/progress.ts";
import { startProject } from "../../../supabase/commands/project.ts";
import { signIn } from "../../../supabase/commands/sign_in.ts";
import { type DemoUser, ensureDemoUser } from "../../../supabase/commands/start/demo_user.ts";
import { internalRpc } from "../../../supabase/commands/target.ts";
import type { Stack } from "../../../supabase/embedded/options.ts";

/** A stack as `task start --sample` runs it, but for what embeds: the page, and a person to be. */
export interface PageStack extends AsyncDisposable {
  stack: Stack;
  demo: DemoUser;
}

const SILENT: Progress = { update: () => {}, count: () => {}, done: () => {} };

/** Starts it in memory, with the sample workspace as the demo user's timeline. */
export async function startPageStack(): Promise<PageStack> {
  const stack = await startProject({
    data: "memory",
    embeddings: "none",
    envFile: false,
    schedules: false,
    log: () => {},
  });
  try {
    const demo = await ensureDemoUser(stack);
    const { userId } = await signIn(stack, demo);
    await loadSample(internalRpc(stack), userId, new Date(), SILENT);
    return { stack, demo, [Symbol.asyncDispose]: () => stack.stop() };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}
