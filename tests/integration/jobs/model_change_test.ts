import assert from "node:assert/strict";
import { z } from "zod";
import { createServiceContext } from "../../../shared/agents/create_context.ts";
import { type Embedder, embeddingDimensions } from "../../../shared/models/embedder.ts";
import { runEmbedding } from "../../../shared/jobs/embed/run_embedding.ts";
import { startTestStack } from "../../support/stack.ts";
import { storeEvents } from "../../support/timeline.ts";

const at = "2026-03-18T09:00:00Z";

/** An embedder of that name; every text points the same way. */
function embedderNamed(model: string): Embedder {
  const vector = new Array<number>(embeddingDimensions).fill(0).fill(1, 0, 1);
  return { model, embed: (texts) => Promise.resolve(texts.map(() => vector)) };
}

Deno.test("a change of the embedding model", async (t) => {
  await using test = await startTestStack({ now: "2026-03-18T12:00:00Z" });
  const { services, stack } = test;
  const owner = await test.signUp("owner");
  let configured = "before";
  const changed = {
    ...services,
    embedder: () => Promise.resolve(embedderNamed(configured)),
    embedderOf: (model: string) => Promise.resolve(embedderNamed(model)),
  };
  const stored = async () =>
    Object.fromEntries(
      (await stack.sql<{ model: string; objects: number }>(
        `select embedding_model as model, count(*)::integer as objects from public.embeddings
         where user_id = $1 group by 1`,
        [owner.id],
      )).map(({ model, objects }) => [model, objects]),
    );
  const queued = async () =>
    (await stack.sql<{ n: number }>("select count(*)::integer as n from pgmq.q_embed"))[0]?.n;
  const embed = async () => {
    await stack.sql("update pgmq.q_embed set vt = clock_timestamp()");
    return await runEmbedding(changed);
  };
  const searchedBy = async () =>
    (await createServiceContext(changed, owner.id, "UTC")).embedder?.model;

  // A native server may hold what other tests embedded by models of their own.
  await stack.sql("delete from public.embeddings where user_id <> $1", [owner.id]);
  await stack.sql("select pgmq.purge_queue('embed')");
  await storeEvents(test, owner.id, [1, 2, 3].map((n) => ({ at, text: `The launch, part ${n}.` })));
  await embed();
  const before = await stored();
  const objects = before["before"] ?? 0;

  await t.step("nothing is queued while there is one model", async () => {
    assert.ok(objects >= 3);
    assert.deepEqual(Object.keys(before), ["before"]);
    assert.equal(await queued(), 0);
    assert.equal(await searchedBy(), "before");
  });

  await t.step("searches use the complete one until the new one is", async () => {
    configured = "after";
    assert.equal(await searchedBy(), "before");
    await storeEvents(test, owner.id, [{ at, text: "Something new is written." }]);
    await embed();
    assert.equal((await stored())["after"], 1, "what is written is embedded first");
    assert.equal(await queued(), objects, "then what has vectors of the earlier model");
    assert.equal(await searchedBy(), "before");
  });

  await t.step("embeds anew in the background, and drops what was replaced", async () => {
    await embed();
    assert.equal(await searchedBy(), "after");
    assert.deepEqual(await stored(), { after: objects + 1 });
    await embed();
    assert.deepEqual(await stored(), { after: objects + 1 });
    assert.equal(await queued(), 0);
  });

  await t.step("refuses arguments that are none, and a person who is not named", async () => {
    const refused = async (call: Promise<unknown>) =>
      await assert.rejects(
        call,
        (error) => z.object({ message: z.string() }).safeParse(error).success,
      );
    await refused(services.internal("search_model", { for_user: null, preferred: "m" }));
    await refused(
      services.internal("search_model", { for_user: owner.id, preferred: "x".repeat(101) }),
    );
    await refused(services.internal("replace_earlier_models", { model: "m", batch_size: 0 }));
  });
});
