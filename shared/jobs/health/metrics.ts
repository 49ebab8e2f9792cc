import type { MetricsReport } from "../../contracts/health.ts";
import { gauge, type Metric, renderMetric, type Sample } from "./exposition.ts";
import { counterMetrics } from "./counters.ts";

/**
 * Every metric of a report, in the text format of Prometheus. Times are Unix seconds; what never
 * happened has no sample, and no label is an id of anybody.
 *
 * @param embeddingModel whose vectors count as embedded; undefined: nothing is to be embedded
 */
export function renderMetrics(
  { taken_at, report }: MetricsReport,
  embeddingModel: string | undefined,
): string {
  const { health } = report;
  return [
    gauge("up", "Whether the database answers.", [{ labels: {}, value: 1 }]),
    gauge(
      "measured_timestamp_seconds",
      "When these numbers were measured.",
      timeSample({}, taken_at),
    ),
    gauge("dispatch_configured", "Whether SQL knows where to wake the job functions.", [
      { labels: {}, value: health.dispatch_configured ? 1 : 0 },
    ]),
    ...queueMetrics(health.queues),
    gauge(
      "schedule_last_success_timestamp_seconds",
      "When a schedule last succeeded.",
      Object.entries(health.schedules).flatMap(([schedule, state]) =>
        timeSample({ schedule }, state.last_success_at)
      ),
    ),
    ...accountMetrics(report, health.accounts),
    ...embeddingMetrics(report, embeddingModel),
    ...counterMetrics(report.counters),
  ].map(renderMetric).join("");
}

type Queues = MetricsReport["report"]["health"]["queues"];

function queueMetrics(queues: Queues): Metric[] {
  const entries = Object.entries(queues);
  const each = (read: (state: Queues[string]) => number): Sample[] =>
    entries.map(([queue, state]) => ({ labels: { queue }, value: read(state) }));
  return [
    gauge(
      "queue_messages",
      "Messages in the queue, claimed and postponed ones too; 100000 means that many or more.",
      each((state) => state.waiting),
    ),
    gauge(
      "queue_messages_visible",
      "Messages that a worker could take now.",
      each((state) => state.visible),
    ),
    gauge(
      "queue_messages_retrying",
      "Messages that were read more than once.",
      each((state) => state.retrying),
    ),
    gauge(
      "queue_most_attempts",
      "The highest number of reads of one waiting message.",
      each((state) => state.most_attempts),
    ),
    gauge(
      "queue_oldest_message_seconds",
      "Age of the oldest message in seconds.",
      each((state) => state.oldest_seconds),
    ),
    gauge(
      "queue_dead_letters",
      "Dead letters that wait for a person.",
      each((state) => state.dead_letters),
    ),
    gauge("queue_workers", "Job runs that are alive.", each((state) => state.running)),
    gauge(
      "queue_last_success_timestamp_seconds",
      "When a job run last succeeded.",
      entries.flatMap(([queue, state]) => timeSample({ queue }, state.last_success_at)),
    ),
  ];
}

function accountMetrics(
  { accounts }: MetricsReport["report"],
  health: MetricsReport["report"]["health"]["accounts"],
): Metric[] {
  return [
    gauge(
      "accounts",
      "Linked accounts by state.",
      accounts.map(({ provider, status, accounts }) => ({
        labels: { provider, status },
        value: accounts,
      })),
    ),
    gauge(
      "accounts_failing",
      "Linked accounts whose last reading failed, or that must be linked again.",
      Object.entries(health).map(([provider, state]) => ({
        labels: { provider },
        value: state.failing,
      })),
    ),
    gauge(
      "ingest_lag_seconds",
      "Since the active account furthest behind was last read to the end.",
      accounts.filter(({ status }) => status === "active").map(({ provider, lag_seconds }) => ({
        labels: { provider },
        value: lag_seconds,
      })),
    ),
  ];
}

function embeddingMetrics(report: MetricsReport["report"], model: string | undefined): Metric[] {
  const embedded = report.embedded
    .filter((each) => each.model === model && each.object_type === "event")
    .reduce((sum, each) => sum + each.objects, 0);
  return [
    gauge(
      "embedded_objects",
      "Objects that have vectors.",
      report.embedded.map(({ model, object_type, objects }) => ({
        labels: { model, object_type },
        value: objects,
      })),
    ),
    gauge(
      "embeddings_missing",
      "Events with a text and without a vector of the configured model.",
      model === undefined
        ? []
        : [{ labels: {}, value: Math.max(0, report.embeddable_events - embedded) }],
    ),
  ];
}

function timeSample(labels: Record<string, string>, at: string | null): Sample[] {
  return at === null ? [] : [{ labels, value: Date.parse(at) / 1000 }];
}
