import { buildEvent } from "../../../shared/events/event.ts";
import { ingestEvents } from "../../../shared/events/ingest.ts";
import { threadsOf } from "../../../shared/events/threads.ts";
import { runRetention } from "../../../shared/jobs/retain/run_retention.ts";
import { embedAll } from "../../support/timeline.ts";
import type { TestStack } from "../../support/stack.ts";
import type { Person } from "./people.ts";

/** How a year is simulated: a day takes so many seconds, and what was read expires after thirty. */
export interface YearPlan {
  days: number;
  /** Events that reach one person on a day. */
  events: number;
  daySeconds: number;
}

/** The state after a day; sizes in bytes, times in milliseconds of the days since the last one. */
export interface Milestone {
  day: number;
  events: number;
  deadTuples: number;
  eventsTable: number;
  eventsIndexes: number;
  embeddingsTable: number;
  embeddingsIndexes: number;
  queues: number;
  database: number;
  /** Messages that waited after the arrivals of a day, at most. */
  deepest: number;
  ingest: number;
  embed: number;
  retain: number;
  /** Days that took longer than they may, so that more than thirty were alive at once. */
  late: number;
}

/** Lets days pass: arrivals, embedding, retention at night; tells every thirty days how it stands. */
export async function* simulateYear(
  test: TestStack,
  people: Person[],
  { days, events, daySeconds }: YearPlan,
): AsyncGenerator<Milestone> {
  const { stack, services } = test;
  await stack.sql(
    `alter table public.events alter column expires_at set default now() + interval '${
      30 * daySeconds
    } seconds'`,
  );
  let since = { deepest: 0, ingest: 0, embed: 0, retain: 0, late: 0 };
  for (let day = 1; day <= days; day++) {
    const began = performance.now();
    since.ingest += await timed(async () => {
      for (const { id } of people) await arrive(test, id, day, events);
    });
    const [queue] = await stack.sql<{ depth: number }>(
      "select count(*)::int as depth from pgmq.q_embed",
    );
    since.deepest = Math.max(since.deepest, queue?.depth ?? 0);
    since.embed += await timed(() => embedAll(test));
    since.retain += await timed(async () => {
      await services.internal("queue_retention", {});
      await runRetention(services, { budgetSeconds: 3600 });
      await services.internal("prune_history", {});
    });
    const left = daySeconds * 1000 - (performance.now() - began);
    if (left > 0) await new Promise((night) => setTimeout(night, left));
    else since.late++;
    if (day % 30 === 0 || day === days) {
      yield { day, ...await measure(test), ...since };
      since = { deepest: 0, ingest: 0, embed: 0, retain: 0, late: 0 };
    }
  }
}

/** One page of a channel: a conversation of eight messages at most shares a thread. */
async function arrive(
  { services }: TestStack,
  user_id: string,
  day: number,
  count: number,
): Promise<void> {
  const now = new Date().toISOString();
  const events = Array.from({ length: count }, (_, n) =>
    buildEvent({
      external_id: `C1:${day}.${n}`,
      thread_external_id: `C1:${day}.${Math.floor(n / 8)}`,
      event_type: "message",
      title: null,
      author: `Colleague ${n % 9}`,
      place: "#general",
      addressed: n % 5 === 0 ? "mention" : "none",
      by_owner: false,
      automated: false,
      source_version: "",
      body: text(day, n),
      url: null,
      text_for_embedding: text(day, n),
      importance_score: 20,
      occurred_at: now,
      deleted: false,
      raw: {},
    }));
  await ingestEvents(services.internal, {
    user_id,
    source: "slack",
    source_account_id: null,
    threads: threadsOf(events.map((event) => ({ event, participants: [] }))),
    events,
  });
}

/** About as long as a message is: 200 characters. */
function text(day: number, n: number): string {
  return `On day ${day} somebody asks, for the ${n}th time, whether the report of the third quarter ` +
    "is ready to be sent to the customer, who waits for it, and whether the meeting on Thursday " +
    "can be moved to the afternoon.";
}

async function measure({ stack }: TestStack) {
  const [row] = await stack.sql<
    Omit<Milestone, "day" | "deepest" | "ingest" | "embed" | "retain" | "late">
  >(
    `select (select count(*)::int from public.events) as events,
       (select coalesce(sum(n_dead_tup), 0)::int from pg_stat_user_tables
        where relname in ('events', 'embeddings', 'threads', 'q_embed')) as "deadTuples",
       pg_table_size('public.events')::float8 as "eventsTable",
       pg_indexes_size('public.events')::float8 as "eventsIndexes",
       pg_table_size('public.embeddings')::float8 as "embeddingsTable",
       pg_indexes_size('public.embeddings')::float8 as "embeddingsIndexes",
       (select sum(pg_total_relation_size(c.oid))::float8 from pg_class c
        where c.relnamespace = 'pgmq'::regnamespace and c.relkind = 'r') as queues,
       pg_database_size(current_database())::float8 as database`,
  );
  if (!row) throw new Error("The database measured nothing");
  return row;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** A table of milestones, one line each. */
export function showMilestones(milestones: Milestone[], people: number, plan: YearPlan): string {
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1).padStart(8);
  let before = 0;
  return [
    "  day   events     dead   events  (index)  vectors  (index)   queues database  deepest" +
    "  a day: ingest  embed retain (ms)  late",
    ...milestones.map((m) => {
      const days = m.day - before;
      before = m.day;
      const sizes = [
        m.eventsTable,
        m.eventsIndexes,
        m.embeddingsTable,
        m.embeddingsIndexes,
        m.queues,
        m.database,
      ].map(mib).join(" ");
      const times = [m.ingest, m.embed, m.retain].map((ms) => (ms / days).toFixed(0).padStart(7));
      return `${String(m.day).padStart(5)} ${String(m.events).padStart(8)} ` +
        `${String(m.deadTuples).padStart(8)} ${sizes} ${String(m.deepest).padStart(8)}       ` +
        `${times.join("")}       ${String(m.late).padStart(5)}`;
    }),
    `${people} people, ${plan.events} events a person and day; sizes in MiB`,
  ].join("\n");
}
