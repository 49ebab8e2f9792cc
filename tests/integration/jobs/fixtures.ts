import { buildEvent } from "../../../shared/events/event.ts";
import type { QueueName } from "../../../shared/contracts/queue_messages.ts";
import { startTestStack, type TestStack, type TestStackOptions } from "../../support/stack.ts";

/** A stack whose queues are empty, and whose schedules leave them to the test. */
export async function startJobsStack(options: TestStackOptions = {}): Promise<TestStack> {
  const test = await startTestStack(options);
  // A native server has the real pg_cron, which runs whatever the stack does.
  const schedules = (active: boolean) =>
    test.stack.sql("update cron.job set active = $1 where jobname like 'prometheus-%'", [active]);
  await schedules(false);
  for (const queue of ["ingest", "embed", "summarize", "retain"]) {
    await test.stack.sql("select pgmq.purge_queue($1)", [queue]);
  }
  await test.stack.sql("delete from internal.dead_letters");
  return {
    ...test,
    async [Symbol.asyncDispose]() {
      await schedules(true);
      await test[Symbol.asyncDispose]();
    },
  };
}

/** Stores events with these texts by id; they are in one thread. */
export async function storeEvents(
  { services }: TestStack,
  userId: string,
  texts: Record<string, string>,
  occurredAt: string,
): Promise<void> {
  await services.internal("ingest_events", {
    batch: {
      user_id: userId,
      source: "slack",
      source_account_id: null,
      threads: [{
        external_id: "thread",
        subject: "A conversation",
        participants: [],
        content_preview: null,
        last_event_at: occurredAt,
      }],
      events: Object.entries(texts).map(([id, text]) =>
        buildEvent({
          external_id: id,
          thread_external_id: "thread",
          event_type: "message",
          title: null,
          author: null,
          place: null,
          addressed: "none",
          source_version: "",
          body: text,
          url: null,
          text_for_embedding: text,
          importance_score: 0,
          occurred_at: occurredAt,
          deleted: false,
          raw: {},
        })
      ),
    },
  });
}

export async function send({ stack }: TestStack, queue: QueueName, message: unknown) {
  await stack.sql("select pgmq.send($1, $2::text::jsonb)", [queue, JSON.stringify(message)]);
}

/** Messages of a queue, claimed and postponed ones too. */
export async function waiting({ stack }: TestStack, queue: QueueName): Promise<unknown[]> {
  const rows = await stack.sql<{ message: unknown }>(
    `select message from pgmq.q_${queue} order by msg_id`,
  );
  return rows.map((row) => row.message);
}

/** POST to a job function with the secret key, as the dispatcher does. */
export async function wake(
  { services }: TestStack,
  app: { fetch(request: Request): Response | Promise<Response> },
  name: string,
): Promise<Record<string, unknown>> {
  const response = await app.fetch(
    new Request(`http://localhost/${name}`, {
      method: "POST",
      headers: {
        apikey: services.config.supabase.secretKey,
        "content-type": "application/json",
      },
      body: "{}",
    }),
  );
  if (response.status !== 200) throw new Error(`${name}: ${response.status}`);
  return await response.json();
}
