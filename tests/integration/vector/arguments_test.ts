import assert from "node:assert/strict";
import { actAs, addPerson, openTestDatabase, vectorText } from "../../support/vector/database.ts";

const vector = `'${vectorText([1])}'::extensions.vector`;
const megabyte = "(select repeat('word ', 200000))";
const manyTexts = "array(select 'slack' from generate_series(1, 100000))";
const manyIds = "array(select gen_random_uuid() from generate_series(1, 5001))";
const manyRefs =
  `(select jsonb_agg(jsonb_build_object('object_type', 'event', 'object_id', gen_random_uuid()))
  from generate_series(1, 20000))`;

/** Each function that takes something of any size, with the argument that is too large, by name. */
const oversized: [argument: string, call: string][] = [
  ["query_text", `public.search_hybrid(${megabyte}, for_user => $1)`],
  ["match_model", `public.search_hybrid('x', ${vector}, ${megabyte}, for_user => $1)`],
  ["object_types", `public.search_hybrid('x', object_types => ${manyTexts}, for_user => $1)`],
  ["sources", `public.search_hybrid('x', sources => ${manyTexts}, for_user => $1)`],
  ["match_count", "public.search_hybrid('x', match_count => 100000, for_user => $1)"],
  ["query_text", `public.search_words(${megabyte}, for_user => $1)`],
  ["object_types", `public.search_words('x', object_types => ${manyTexts}, for_user => $1)`],
  ["sources", `public.search_words('x', sources => ${manyTexts}, for_user => $1)`],
  ["match_count", "public.search_words('x', 100000, for_user => $1)"],
  ["match_model", `public.match_embeddings(${vector}, ${megabyte}, for_user => $1)`],
  ["match_count", `public.match_embeddings(${vector}, 'm', 100000, for_user => $1)`],
  [
    "object_types",
    `public.match_embeddings(${vector}, 'm', object_types => ${manyTexts}, for_user => $1)`,
  ],
  ["sources", `public.match_embeddings(${vector}, 'm', sources => ${manyTexts}, for_user => $1)`],
  ["match_model", `public.average_embedding(${megabyte}, for_user => $1)`],
  ["object_types", `public.average_embedding('m', object_types => ${manyTexts}, for_user => $1)`],
  ["sources", `public.average_embedding('m', sources => ${manyTexts}, for_user => $1)`],
  ["sources", `public.timeline_statistics(now(), now(), ${manyTexts}, $1)`],
  ["places", `public.timeline_statistics(now(), now(), null, $1, ${manyTexts})`],
  ["people", `public.timeline_statistics(now(), now(), null, $1, null, ${manyTexts})`],
  ["object_ids", `public.search_hybrid('x', for_user => $1, object_ids => ${manyIds})`],
  ["object_ids", `public.search_words('x', for_user => $1, object_ids => ${manyIds})`],
  [
    "object_ids",
    `public.match_embeddings(${vector}, 'm', for_user => $1, object_ids => ${manyIds})`,
  ],
  ["object_ids", `public.average_embedding('m', for_user => $1, object_ids => ${manyIds})`],
  ["sources", `public.timeline_ids(sources => ${manyTexts}, for_user => $1)`],
  ["places", `public.timeline_ids(places => array[${megabyte}], for_user => $1)`],
  ["people", `public.timeline_ids(people => ${manyTexts}, for_user => $1)`],
  ["most", "public.timeline_ids(most => 100000, for_user => $1)"],
  ["most", "public.timeline_names(100000, $1)"],
  ["most", "public.list_meetings(now(), now() + interval '1 day', 100000, $1)"],
  ["window_start", "public.list_meetings(now(), now(), 10, $1)"],
  ["scope", `internal.store_summary($1, now(), now(), '', '{}', '[]', to_jsonb(${manyRefs}))`],
  ["refs", `internal.embeddable_objects(${manyRefs})`],
  ["chunks", `internal.store_embeddings(${manyRefs})`],
  ["refs", `internal.embedding_hashes(${manyRefs}, 'm')`],
  ["model", `internal.embedding_hashes('[]', ${megabyte})`],
  ["refs", `internal.delete_embeddings(${manyRefs})`],
  ["batch_size", "internal.delete_expired_embeddings(now(), 1000000)"],
  ["model", `internal.count_embedded($1, ${megabyte}, 'event', now())`],
  ["kind", `internal.count_embedded($1, 'm', ${megabyte}, now())`],
  ["content_json", `internal.store_summary($1, now(), now(), '', to_jsonb(${manyRefs}), '[]')`],
  ["source_refs", `internal.store_summary($1, now(), now(), '', '{}', ${manyRefs})`],
  ["source_filter", `internal.store_summary($1, now(), now(), ${megabyte}, '{}', '[]')`],
  ["detected", `internal.store_detected_tasks($1, ${manyRefs})`],
];

Deno.test("search and vector functions refuse what is too large before they use it", async () => {
  await using database = await openTestDatabase();
  const person = await addPerson(database.query);
  for (const [argument, call] of oversized) {
    await assert.rejects(
      actAs(database, null, async (query) => {
        // Far more than a refusal takes, and far less than the use of the argument would.
        await query("select set_config('statement_timeout', '3s', true)");
        const statement = `select * from ${call}`;
        await query(
          statement.includes("$1") ? statement.replaceAll("$1", "$1::text::uuid") : statement,
          statement.includes("$1") ? [person] : [],
        );
      }),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, "22023", `${call.slice(0, 60)}: ${error.message}`);
        assert.match(error.message, new RegExp(`^${argument} must (be|have)`));
        return true;
      },
    );
  }
});
