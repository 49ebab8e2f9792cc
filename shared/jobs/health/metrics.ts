import type { Rpc } from "../../database/rpc.ts";
import { AccountReport, HealthReport } from "../../contracts/health.ts";

/** The text format of Prometheus, version 0.0.4. */
export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** Reads the state and renders it. Numbers, names and account ids only. */
export async function readMetrics(internal: Rpc): Promise<string> {
  const report = HealthReport.parse(await internal("health_report", {}));
  const accounts = AccountReport.parse(await internal("account_report", {}));
  return renderMetrics(report, accounts);
}

/**
 * Prometheus exposition: each metric with HELP and TYPE, its samples together. Times are Unix
 * seconds; what never happened has no sample.
 */
export function renderMetrics(report: HealthReport, accounts: AccountReport): string {
  const queues = Object.entries(report.queues);
  const ofQueues = (read: (state: (typeof queues)[number][1]) => number): Sample[] =>
    queues.map(([queue, state]) => ({ labels: { queue }, value: read(state) }));
  const providers = Object.entries(report.accounts);
  const metrics: [name: string, help: string, samples: Sample[]][] = [
    ["up", "Whether the database answers.", [{ labels: {}, value: 1 }]],
    [
      "dispatch_configured",
      "Whether SQL knows where to wake the job functions.",
      [{ labels: {}, value: report.dispatch_configured ? 1 : 0 }],
    ],
    [
      "queue_messages",
      "Messages in the queue, claimed and postponed ones too.",
      ofQueues((state) => state.waiting),
    ],
    [
      "queue_messages_visible",
      "Messages that a worker could take now.",
      ofQueues((state) => state.visible),
    ],
    [
      "queue_messages_retrying",
      "Messages that were read more than once.",
      ofQueues((state) => state.retrying),
    ],
    [
      "queue_most_attempts",
      "The highest number of reads of one waiting message.",
      ofQueues((state) => state.most_attempts),
    ],
    [
      "queue_oldest_message_seconds",
      "Age of the oldest message in seconds.",
      ofQueues((state) => state.oldest_seconds),
    ],
    [
      "queue_dead_letters",
      "Dead letters that wait for a person.",
      ofQueues((state) => state.dead_letters),
    ],
    ["queue_workers", "Job runs that are alive.", ofQueues((state) => state.running)],
    [
      "queue_last_success_timestamp_seconds",
      "When a job run last succeeded.",
      queues.flatMap(([queue, state]) => timeSample({ queue }, state.last_success_at)),
    ],
    [
      "schedule_last_success_timestamp_seconds",
      "When a schedule last succeeded.",
      Object.entries(report.schedules).flatMap(([schedule, state]) =>
        timeSample({ schedule }, state.last_success_at)
      ),
    ],
    [
      "accounts_active",
      "Linked accounts that are read.",
      providers.map(([provider, state]) => ({ labels: { provider }, value: state.active })),
    ],
    [
      "accounts_failing",
      "Linked accounts whose last reading failed, or that must be linked again.",
      providers.map(([provider, state]) => ({ labels: { provider }, value: state.failing })),
    ],
    [
      "account_last_success_timestamp_seconds",
      "When an account was last read to the end.",
      accounts.flatMap((account) =>
        timeSample(
          { account: account.account_id, provider: account.provider },
          account.last_success_at,
        )
      ),
    ],
  ];
  return metrics.map(([name, help, samples]) => renderMetric(name, help, samples)).join("");
}

function timeSample(labels: Record<string, string>, at: string | null): Sample[] {
  return at === null ? [] : [{ labels, value: Date.parse(at) / 1000 }];
}

// Not prometheus_ alone: that is where the Prometheus server keeps its own metrics.
function renderMetric(name: string, help: string, samples: Sample[]): string {
  const full = `prometheus_backend_${name}`;
  const lines = samples.map(({ labels, value }) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
    return `${full}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}\n`;
  });
  return `# HELP ${full} ${help}\n# TYPE ${full} gauge\n${lines.join("")}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
