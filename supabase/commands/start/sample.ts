import type { Stack } from "../../embedded/options.ts";
import { loadSample } from "../demo/load.ts";
import { stderrProgress } from "../progress.ts";
import { waitUntilSearchable } from "../searchable.ts";
import { signIn } from "../sign_in.ts";
import { internalRpc, serviceOf } from "../target.ts";
import type { DemoUser } from "./demo_user.ts";

/** Whether the demo user has no event yet. */
export async function isTimelineEmpty(stack: Stack, demo: DemoUser): Promise<boolean> {
  const { userId } = await signIn(stack, demo);
  const { data, error } = await serviceOf(stack).from("events").select("id").eq("user_id", userId)
    .limit(1);
  if (error) throw new Error(`The timeline could not be read: ${error.message}`);
  return data.length === 0;
}

/** Loads the sample workspace, with its times relative to now, and waits until it is searchable. */
export async function loadSampleFor(stack: Stack, demo: DemoUser): Promise<void> {
  const progress = stderrProgress();
  const { userId } = await signIn(stack, demo);
  const internal = internalRpc(stack);
  await loadSample(internal, userId, new Date(), progress);
  await waitUntilSearchable(
    internal,
    userId,
    (done, total) => progress.count("embedded", done, total),
  );
  progress.done("the sample is searchable");
}
