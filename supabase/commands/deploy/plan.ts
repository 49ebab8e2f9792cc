import { safeLine } from "../terminal.ts";
import { RemedyError } from "../usage.ts";
import { planDataApi } from "./data_api.ts";
import { planDatabase } from "./database.ts";
import { planFunctions } from "./functions.ts";
import { planSchedules } from "./schedules.ts";
import { planSecrets } from "./secrets.ts";
import { planSmokeTest } from "./smoke.ts";
import type { Deployment, PlanStep, Step } from "./step.ts";
import { planVault } from "./vault.ts";

/**
 * In the order in which they are done. The database first, because the new functions need its new
 * parts and the old functions do not mind them; Vault after the functions, so that the database
 * wakes none that is not there yet.
 */
const STEPS: readonly PlanStep[] = [
  planDatabase,
  planDataApi,
  planSecrets,
  planFunctions,
  planVault,
  planSchedules,
  planSmokeTest,
];

/** What a deployment would do. */
export interface Plan {
  /** The project's name, as its owner gave it. */
  project: string;
  ref: string;
  steps: readonly Step[];
}

/**
 * Looks at the project from all sides before anything starts, and changes nothing.
 *
 * @throws {RemedyError} naming what is missing
 */
export async function makePlan(deployment: Deployment): Promise<Plan> {
  const { name, status } = await deployment.management.project();
  if (status !== "ACTIVE_HEALTHY") {
    throw new RemedyError(
      `The project ${deployment.ref} is ${status}: wait until it is healthy, or restore it`,
    );
  }
  const steps: Step[] = [];
  const faults: string[] = [];
  for (const planStep of STEPS) {
    try {
      steps.push(await planStep(deployment));
    } catch (error) {
      if (!(error instanceof RemedyError)) throw error;
      faults.push(error.message);
    }
  }
  // All of them at once: whoever prepares a token or a file should not have to run this seven times.
  if (faults.length > 0) throw new RemedyError([...new Set(faults)].join("\n"));
  return { project: name, ref: deployment.ref, steps };
}

/** The plan as text, a line for each change. */
export function showPlan({ project, ref, steps }: Plan): string {
  return [
    `${safeLine(project)} (${ref})`,
    ...steps.flatMap(({ title, changes }) => [
      changes.length === 0 ? `${title}: nothing to do` : `${title}:`,
      ...changes.map((change) => `  ${change}`),
    ]),
  ].join("\n");
}

/**
 * Does what the plan says, step by step.
 *
 * @throws {RemedyError} naming the step that failed; those before it are done, and a plan that is
 *   made anew leaves them out
 */
export async function applyPlan({ steps }: Plan, log: (line: string) => void): Promise<void> {
  for (const { title, changes, apply } of steps) {
    if (changes.length === 0) continue;
    log(`\n${title} …`);
    try {
      await apply();
    } catch (error) {
      if (!(error instanceof RemedyError)) throw error;
      throw new RemedyError(`${title}: ${error.message}`);
    }
  }
}
