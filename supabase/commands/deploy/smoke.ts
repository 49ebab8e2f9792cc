import { z } from "zod";
import { RemedyError } from "../usage.ts";
import type { PlanStep } from "./step.ts";

/** Times that a new deployment is asked until it answers, and the milliseconds between. */
const ATTEMPTS = 20;
const PAUSE = 3000;
const CALL_LIMIT = 30_000;

const readiness = z.object({ status: z.string(), checks: z.record(z.string(), z.unknown()) });

/** Asks the deployed project what a client would: is it ready, and does it refuse strangers. */
export const planSmokeTest: PlanStep = ({ publicUrl, log }) =>
  Promise.resolve({
    title: "Smoke test",
    changes: [`ask ${publicUrl} whether it is ready, and whether it refuses strangers`],
    apply: async () => {
      await assertReady(publicUrl, log);
      for (const [method, path] of REFUSED) {
        const response = await ask(`${publicUrl}${path}`, method);
        if (response?.status !== 401) {
          throw new RemedyError(
            `${method} ${path} without a token must answer 401 and answered ` +
              `${response?.status ?? "nothing"}: do not use this deployment`,
          );
        }
      }
      log("It is ready, and refuses strangers");
    },
  });

/** What nobody may do without a token or a key. */
const REFUSED = [
  ["POST", "/functions/v1/prompts"],
  ["GET", "/functions/v1/tasks"],
  ["POST", "/functions/v1/job-ingest"],
  ["GET", "/functions/v1/health/metrics"],
] as const;

async function assertReady(publicUrl: string, log: (line: string) => void): Promise<void> {
  const path = "/functions/v1/health/ready";
  let said = "no answer";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const response = await ask(`${publicUrl}${path}`, "GET");
    if (response === null) continue;
    const state = readiness.safeParse(response.body);
    said = state.success
      ? Object.entries(state.data.checks).map(([name, value]) =>
        `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`
      ).join(", ")
      : `status ${response.status}`;
    if (response.status === 200) return log(said);
  }
  throw new RemedyError(`${publicUrl}${path} does not become ready (${said})`);
}

async function ask(
  url: string,
  method: string,
): Promise<{ status: number; body: unknown } | null> {
  try {
    const response = await fetch(url, { method, signal: AbortSignal.timeout(CALL_LIMIT) });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch {
    return null;
  }
}
