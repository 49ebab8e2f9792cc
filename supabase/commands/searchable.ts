import type { Rpc } from "../../shared/database/rpc.ts";
import { z } from "zod";

const depths = z.array(z.object({ waiting: z.number().int(), visible: z.number().int() }));

/**
 * Wakes the embedding jobs and waits until their queue is empty.
 *
 * @param onWait called with the number of objects that wait
 * @throws Error when nothing was embedded for `patienceSeconds`
 */
export async function waitUntilSearchable(
  internal: Rpc,
  onWait: (waiting: number) => void,
  patienceSeconds = 120,
): Promise<void> {
  let least = Infinity;
  let quietSince = performance.now();
  await internal("dispatch_jobs", {});
  for (;;) {
    const [depth] = depths.parse(await internal("queue_depth", { queue: "embed" }));
    const waiting = depth?.waiting ?? 0;
    onWait(waiting);
    if (waiting === 0) return;
    if (waiting < least) {
      least = waiting;
      quietSince = performance.now();
    } else if (performance.now() - quietSince > patienceSeconds * 1000) {
      throw new Error(
        `${waiting} objects wait for their embedding, and nothing moves: see GET /functions/v1/health/ready`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
