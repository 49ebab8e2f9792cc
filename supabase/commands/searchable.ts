import { z } from "zod";
import type { Rpc } from "../../shared/database/rpc.ts";
import { RemedyError } from "./usage.ts";

const depths = z.array(z.object({ waiting: z.number().int(), visible: z.number().int() }));

/**
 * Wakes the embedding jobs and waits until nothing of this person waits in their queue. Other
 * people's objects may.
 *
 * @param onWait called with what is embedded, of how many
 * @throws RemedyError when nothing was embedded for `patienceSeconds`
 */
export async function waitUntilSearchable(
  internal: Rpc,
  userId: string,
  onWait: (done: number, total: number) => void,
  patienceSeconds = 120,
): Promise<void> {
  let least = Infinity;
  let most = 0;
  let quietSince = performance.now();
  await internal("dispatch_jobs", {});
  for (;;) {
    const [depth] = depths.parse(
      await internal("queue_depth", { queue: "embed", for_user: userId }),
    );
    const waiting = depth?.waiting ?? 0;
    most = Math.max(most, waiting);
    onWait(most - waiting, most);
    if (waiting === 0) return;
    if (waiting < least) {
      least = waiting;
      quietSince = performance.now();
    } else if (performance.now() - quietSince > patienceSeconds * 1000) {
      throw new RemedyError(
        `${waiting} objects wait for their embedding, and nothing moves: see GET /functions/v1/health/ready`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
