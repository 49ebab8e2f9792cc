import assert from "node:assert/strict";
import { createModel } from "../../../supabase/embedded/embeddings/model.ts";

const dot = (a: Float32Array | undefined, b: Float32Array | undefined) => {
  assert.ok(a && b);
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? NaN), 0);
};

Deno.test("createModel() computes vectors that know what a text is about", async (t) => {
  const model = createModel();
  const texts = [
    "Can you send me the quarterly report by Friday?",
    "Please mail the report of the quarter before the end of the week.",
    "The cat sleeps on the warm roof.",
    "ok",
    "We moved the launch from March to April because the audit is late. ".repeat(20),
  ];
  const { vectors, tokens } = await model.embed(texts);

  await t.step("each has 512 numbers and length one", () => {
    assert.equal(vectors.length, texts.length);
    for (const vector of vectors) {
      assert.equal(vector.length, 512);
      assert.ok(Math.abs(dot(vector, vector) - 1) < 1e-5);
    }
    assert.ok(tokens > 30);
  });

  await t.step("paraphrases are nearer than other matters", () => {
    const alike = dot(vectors[0], vectors[1]);
    const apart = dot(vectors[0], vectors[2]);
    assert.ok(alike > apart + 0.2, `${alike} and ${apart}`);
  });

  await t.step("a text has the same vector alone and among others", async () => {
    for (const [index, text] of texts.entries()) {
      const alone = await model.embed([text]);
      assert.ok(dot(alone.vectors[0], vectors[index]) > 0.9999, text.slice(0, 40));
    }
  });

  await t.step(
    "a text that grows when it is normalised costs no more than one that does not",
    async () => {
      // U+FDFA stands for eighteen letters.
      const { tokens } = await model.embed(["\ufdfa".repeat(4000)]);
      const { tokens: plain } = await model.embed(["\ufdfa".normalize("NFKC").repeat(4000)]);
      assert.equal(tokens, plain);
      assert.ok(tokens < 8100);
    },
  );

  await t.step("requests at the same time get their own answers", async () => {
    const answers = await Promise.all(texts.map((text) => model.embed([text, "ok"])));
    for (const [index, answer] of answers.entries()) {
      assert.equal(answer.vectors.length, 2);
      assert.ok(dot(answer.vectors[0], vectors[index]) > 0.9999);
      assert.ok(dot(answer.vectors[1], vectors[3]) > 0.9999);
    }
  });

  await t.step("what waits when it is closed fails", async () => {
    const waiting = model.embed(texts);
    model.close();
    await assert.rejects(waiting, /closed/);
  });
});
