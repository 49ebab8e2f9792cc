import type { MetricsReport } from "../../contracts/health.ts";
import type { Metric } from "./exposition.ts";

/** What is counted in the database, by its name there. */
const counted: Record<string, string> = {
  job_runs_total: "Job runs that ended, by outcome.",
  job_run_seconds_total: "Seconds that job runs took.",
  job_messages_total: "Messages that job runs settled, by result.",
  http_requests_total: "Requests that functions answered, by class of their status.",
  http_request_seconds_total: "Seconds that these requests took, until their answer began.",
  prompts_total: "Prompts that were answered, by what they were taken for and by which model.",
  prompts_failed_total: "Prompts that were not answered, by the code of the problem.",
  model_tokens_total: "Tokens that the chat model was paid for, by direction.",
  model_cost_total: "What these tokens cost, at the prices of the configuration.",
  rate_limited_total: "Requests and calls that a rate limit held back.",
};

/**
 * The counters, each with its samples; one that has never counted is there without any.
 *
 * @throws {Error} when the database counts what is not listed here
 */
export function counterMetrics(counters: MetricsReport["report"]["counters"]): Metric[] {
  const unknown = counters.find(({ metric }) => !Object.hasOwn(counted, metric));
  if (unknown) throw new Error(`The counter ${unknown.metric} has no description`);
  return Object.entries(counted).map(([name, help]) => ({
    name,
    help,
    type: "counter",
    samples: counters.filter(({ metric }) => metric === name)
      .map(({ labels, total }) => ({ labels, value: total })),
  }));
}
