import assert from "node:assert/strict";
import { startStack } from "../../../supabase/embedded/stack.ts";
import type { QueueName } from "../../../shared/contracts/queue_messages.ts";
import { recordFault } from "./support/record.ts";
import { quickSettings, type RunnerOptions } from "./support/runner_options.ts";
import { killAt, runWorker } from "./support/worker_process.ts";
import {
  addPerson,
  assertSettled,
  counts,
  createWorld,
  drain,
  messages,
  passTime,
  reset,
  send,
  storeEvents,
} from "./support/world.ts";

/** Work for one worker, and the worker. */
interface Case {
  options: RunnerOptions;
  /** Message texts by id that the work leaves as events. */
  texts: Map<string, string>;
}

/**
 * Kills a worker at every boundary of its steps, each time with work of its own; then lets the
 * timeouts pass and one worker finish.
 *
 * @returns how many boundaries there are, and all texts
 */
async function killEverywhere(
  job: QueueName,
  prepare: (name: string) => Promise<Case>,
): Promise<{ names: string[]; texts: Map<string, string> }> {
  // Long enough that what was killed does not come back before all were killed.
  const settings = { ...quickSettings, visibilitySeconds: 120 };
  const measured = await prepare("whole");
  const whole = await runWorker({ ...measured.options, settings });
  assert.equal(whole.failed, undefined, `the ${job} worker works when nobody kills it`);
  const texts = new Map(measured.texts);
  const names: string[] = [];
  for (let at = 1; at <= (whole.boundaries ?? 0); at++) {
    const { options, texts: own } = await prepare(`cut-${at}`);
    const name = await killAt({ ...options, leaseSeconds: 120, settings }, at);
    assert.ok(name, `boundary ${at} of ${whole.boundaries} is reached`);
    names.push(name);
    for (const [id, text] of own) texts.set(id, text);
  }
  return { names, texts };
}

Deno.test("a worker killed at any step boundary loses nothing and doubles nothing", async (t) => {
  await using world = await createWorld();

  await t.step("embed", async () => {
    await reset(world);
    const { names, texts } = await killEverywhere("embed", async (name) => {
      const texts = messages(name, 3);
      await storeEvents(world, (await addPerson(world)).userId, texts);
      return { options: world.worker("embed"), texts };
    });
    const before = await counts(world);
    await passTime(world);
    await drain(world, world.worker("embed"));
    await assertSettled(world, texts);
    assert.ok(names.includes("after store_embeddings"), names.join());
    await recordFault("kill -9, embed", names.length, before, await counts(world), "each once");
  });

  await t.step("ingest, and the embedding that it queues", async () => {
    await reset(world);
    const { names, texts } = await killEverywhere("ingest", async (name) => {
      const { userId, accountId, providerAccountId } = await addPerson(world);
      const texts = messages(name, 4);
      // The second entry of a message is an edit.
      world.journals.journals.set(
        providerAccountId,
        [...[...texts.keys()].map((id) => ({ id, text: "Before the edit" })), ...entries(texts)],
      );
      await send(world, "ingest", {
        type: "ingest",
        version: 1,
        user_id: userId,
        linked_account_id: accountId,
      });
      return { options: world.worker("ingest"), texts };
    });
    const before = await counts(world);
    await passTime(world);
    await drain(world, world.worker("ingest"));
    await drain(world, world.worker("embed"));
    await assertSettled(world, texts);
    assert.ok(names.includes("after ingest_page"), names.join());
    await recordFault("kill -9, ingest", names.length, before, await counts(world), "each once");
  });

  await t.step("retain", async () => {
    await reset(world);
    const { names, texts } = await killEverywhere("retain", async (name) => {
      const { userId } = await addPerson(world);
      const staying = messages(`${name}-stays`, 2);
      await storeEvents(world, userId, new Map([...staying, ...messages(`${name}-goes`, 3)]));
      await drain(world, world.worker("embed"));
      await world.sql`
        update public.events set expires_at = now() - interval '1 day'
        where user_id = ${userId} and external_id like ${`${name}-goes-%`}`;
      await send(world, "retain", { type: "retain", version: 1, user_id: userId });
      return { options: world.worker("retain"), texts: staying };
    });
    const before = await counts(world);
    await passTime(world);
    await drain(world, world.worker("retain"));
    await assertSettled(world, texts);
    assert.ok(names.includes("after retention_delete"), names.join());
    const [audit] = await world.sql`select sum(events)::integer as n from internal.deletion_audit`;
    assert.equal(audit?.["n"], (names.length + 1) * 3, "each deleted event is counted once");
    await recordFault("kill -9, retain", names.length, before, await counts(world), "each once");
  });

  await t.step("summarize", async () => {
    await reset(world);
    const stack = await startStack({
      data: "memory",
      databaseUrl: world.server.url,
      functions: "none",
      embeddings: "none",
      schedules: false,
      envFile: false,
      log: () => {},
    });
    await using _ = { [Symbol.asyncDispose]: () => stack.stop() };
    const window = { window_start: "2026-01-01T00:00:00Z", window_end: "2026-01-01T01:00:00Z" };
    const { names } = await killEverywhere("summarize", async (name) => {
      const { userId } = await addPerson(world);
      await world.sql`update public.users set scheduled_summaries = true where id = ${userId}`;
      const texts = new Map([[name, `Please send me the report of ${name} by Friday`]]);
      await storeEvents(world, userId, texts, "2026-01-01T00:30:00Z");
      await send(world, "summarize", {
        type: "summarize",
        version: 1,
        user_id: userId,
        ...window,
      });
      const env = {
        SUPABASE_URL: stack.url,
        SUPABASE_PUBLISHABLE_KEY: stack.publishableKey,
        SUPABASE_SECRET_KEY: stack.secretKey,
      };
      return { options: world.worker("summarize", { env }), texts };
    });
    await world.sql`select pgmq.purge_queue('embed')`;
    const before = await counts(world);
    await passTime(world);
    const env = {
      SUPABASE_URL: stack.url,
      SUPABASE_PUBLISHABLE_KEY: stack.publishableKey,
      SUPABASE_SECRET_KEY: stack.secretKey,
    };
    await drain(world, world.worker("summarize", { env }));
    const people = names.length + 1;
    const [stored] = await world.sql`
      select (select count(*)::integer from public.summaries) as summaries,
        (select count(distinct user_id)::integer from public.summaries) as summarized,
        (select count(*)::integer from public.proposals) as proposals,
        (select count(distinct user_id)::integer from public.proposals) as proposed,
        (select count(*)::integer from public.tasks) as tasks`;
    assert.deepEqual(
      { ...stored },
      { summaries: people, summarized: people, proposals: people, proposed: people, tasks: 0 },
    );
    await recordFault(
      "kill -9, summarize",
      names.length,
      before,
      await counts(world),
      "one summary and one proposal a window",
    );
  });
});

function entries(texts: ReadonlyMap<string, string>) {
  return [...texts].map(([id, text]) => ({ id, text }));
}
