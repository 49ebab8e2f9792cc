import assert from "node:assert/strict";
import fc from "fast-check";
import { rpcOver } from "../../../shared/database/rpc.ts";
import { fusedSearch } from "../../../shared/vector/fusion.ts";
import { PgTextSearch } from "../../../shared/vector/text_search.ts";
import type { HybridQuery } from "../../../shared/vector/vector_store.ts";
import { startTestStack } from "../../support/stack.ts";
import { scopeArbitrary, sparse } from "../../support/vector/generate.ts";
import { pgHarness } from "../../support/vector/pg_harness.ts";

const words = ["launch", "budget", "date", "Friday", "invoice"];
const START = Date.parse("2026-01-01T00:00:00Z");

Deno.test("fusedSearch() over an exact search answers what search_hybrid() does", async () => {
  await using stack = await startTestStack();
  const { store } = pgHarness(stack, 1);
  const { services } = stack;
  const texts = new PgTextSearch(rpcOver(services.service, "public"));

  const event = fc.record({
    text: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }),
    hour: fc.integer({ min: 0, max: 23 }),
    source: fc.constantFrom("slack" as const, "outlook" as const),
    chunks: fc.array(
      fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
      { maxLength: 2 },
    ),
  });
  const question = fc.record({
    text: fc.subarray(words, { minLength: 2 }),
    byMeaning: fc.boolean(),
    scope: scopeArbitrary(1536),
  });

  let both = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 1, maxLength: 12 }),
      fc.array(question, { minLength: 4, maxLength: 4 }),
      async (events, questions) => {
        const { id: userId } = await stack.signUp();
        const rows = events.map(({ text, hour, source }) => ({
          user_id: userId,
          source,
          external_id: crypto.randomUUID(),
          event_type: "message",
          text_for_embedding: text.join(" "),
          occurred_at: new Date(START + hour * 3_600_000).toISOString(),
        }));
        const { data, error } = await services.service.from("events").insert(rows)
          .select("id, external_id");
        assert.equal(error, null);
        const ids = new Map(data?.map((row) => [row.external_id, row.id]));
        await store.store(events.flatMap(({ chunks, source }, i) => {
          const row = rows[i];
          return chunks.length === 0 || !row ? [] : [{
            userId,
            objectType: "event" as const,
            objectId: ids.get(row.external_id) ?? "",
            model: "fusion",
            contentHash: "hash",
            chunks: chunks.map((numbers) => sparse(1536, numbers)),
            source,
            occurredAt: row.occurred_at,
            expiresAt: null,
          }];
        }));

        for (const { text, byMeaning, scope } of questions) {
          const { vector, count, sources, window } = scope;
          const query: HybridQuery = {
            userId,
            text: text.join(" "),
            embedding: byMeaning ? { vector, model: "fusion" } : null,
            count,
            now: new Date(START + 30 * 3_600_000),
            ...(sources ? { sources } : {}),
            ...(window ? { window } : {}),
          };
          const expected = await store.hybridSearch(query);
          const fused = await fusedSearch(store, texts, query);
          assert.deepEqual(
            fused.map(({ score: _, ...hit }) => hit),
            expected.map(({ score: _, ...hit }) => hit),
          );
          for (const [i, hit] of fused.entries()) {
            assert.ok(Math.abs(hit.score - (expected[i]?.score ?? NaN)) < 1e-12, `place ${i + 1}`);
            if (hit.similarity !== null && hit.textRank !== null) both++;
          }
        }
      },
    ),
    { numRuns: 25, seed: 7 },
  );
  assert.ok(both > 20, `${both} of them were found both ways`);
});
