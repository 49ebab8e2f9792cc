import assert from "node:assert/strict";
import { serveTestEmbeddings, vectorOf } from "../../providers/embeddings_server.ts";
import { startTestStack } from "../../support/stack.ts";
import { embedAll, embeddingsEnvironment } from "../../support/timeline.ts";

/** What a person writes themselves, what of it is embedded, and a change to it. */
const written: Record<string, {
  type: string;
  row: Record<string, unknown>;
  change: Record<string, unknown>;
  aside: Record<string, unknown>;
}> = {
  notes: {
    type: "note",
    row: { title: "Garage", body: "The key hangs behind the door." },
    change: { body: "The key lies in the drawer." },
    aside: { title: "Garage" },
  },
  drafts: {
    type: "draft",
    row: { kind: "slack_reply", content_json: { text: "I am on my way." } },
    change: { content_json: { text: "I am late." } },
    aside: { source_refs: [] },
  },
  entities: {
    type: "entity",
    row: { kind: "person", name: "Lena Hoffmann", aliases: ["Lena"] },
    change: { name: "Lena Weber" },
    aside: { metadata: { color: "green" } },
  },
};

Deno.test("what a person writes through the Data API is embedded", async (t) => {
  await using server = serveTestEmbeddings();
  await using test = await startTestStack({ env: embeddingsEnvironment(server) });
  const { stack } = test;
  const { id: userId, client } = await test.signUp("writer");

  const queued = async (objectId: string) =>
    (await stack.sql<{ message: Record<string, unknown> }>(
      "select message from pgmq.q_embed where message ->> 'object_id' = $1",
      [objectId],
    )).map((row) => row.message);
  const embedded = (objectId: string) =>
    stack.sql<{ embedding: string; embedding_model: string; source: string | null }>(
      `select embedding::text, embedding_model, source from public.embeddings
       where user_id = $1 and object_id = $2`,
      [userId, objectId],
    );

  for (const [table, { type, row, change, aside }] of Object.entries(written)) {
    let id = "";

    await t.step(`${table}: writing queues one message, of ids alone`, async () => {
      const { data, error } = await client.from(table).insert(row).select("id, user_id").single();
      assert.equal(error, null);
      id = data?.id ?? "";
      assert.equal(data?.user_id, userId);
      assert.deepEqual(await queued(id), [
        { type: "embed", version: 1, user_id: userId, object_type: type, object_id: id },
      ]);
    });

    let first = "";
    await t.step(`${table}: the job stores its vector and empties the queue`, async () => {
      await embedAll(test);
      assert.deepEqual(await queued(id), []);
      const [vector, ...others] = await embedded(id);
      assert.deepEqual(others, []);
      assert.deepEqual([vector?.embedding_model, vector?.source], [server.model, null]);
      first = vector?.embedding ?? "";
      const texts = server.requests.flatMap((request) => request.input);
      const near = await Promise.all(texts.map(async (text) => {
        const expected = await vectorOf(text);
        const stored: number[] = JSON.parse(first);
        return stored.every((value, index) => Math.abs(value - (expected[index] ?? 0)) < 1e-4);
      }));
      assert.equal(near.filter(Boolean).length, 1, "the vector is that of one of the texts sent");
    });

    await t.step(`${table}: a change is embedded again, anything else is not`, async () => {
      const update = async (values: Record<string, unknown>) => {
        const { error } = await client.from(table).update(values).eq("id", id);
        assert.equal(error, null);
      };
      await update(aside);
      assert.deepEqual(await queued(id), []);
      await update(change);
      assert.equal((await queued(id)).length, 1);
      await embedAll(test);
      const [vector, ...others] = await embedded(id);
      assert.deepEqual(others, []);
      assert.notEqual(vector?.embedding, first);
    });

    await t.step(`${table}: deleting forgets the vector at once`, async () => {
      const { error } = await client.from(table).delete().eq("id", id);
      assert.equal(error, null);
      assert.deepEqual(await embedded(id), []);
    });
  }

  await t.step("a note in the bin is forgotten, and remembered when it is taken back", async () => {
    const { data } = await client.from("notes").insert({ body: "A note that comes and goes." })
      .select("id").single();
    const id = data?.id ?? "";
    await embedAll(test);
    assert.equal((await embedded(id)).length, 1);
    await client.from("notes").update({ deleted_at: new Date().toISOString() }).eq("id", id);
    assert.deepEqual(await embedded(id), []);
    await embedAll(test);
    assert.deepEqual(await embedded(id), []);
    await client.from("notes").update({ deleted_at: null }).eq("id", id);
    await embedAll(test);
    assert.equal((await embedded(id)).length, 1);
  });

  await t.step(
    "a long note is embedded in chunks, and a shorter one leaves none behind",
    async () => {
      const body = Array.from({ length: 1500 }, (_, index) => `word${index}`).join(" ");
      const { data } = await client.from("notes").insert({ body }).select("id").single();
      const id = data?.id ?? "";
      await embedAll(test);
      assert.ok((await embedded(id)).length > 3);
      await client.from("notes").update({ body: "short" }).eq("id", id);
      await embedAll(test);
      assert.equal((await embedded(id)).length, 1);
    },
  );

  await t.step("nothing malformed was sent to the provider", () => {
    assert.deepEqual(server.faults, []);
  });
});
