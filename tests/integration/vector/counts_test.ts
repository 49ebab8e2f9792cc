import assert from "node:assert/strict";
import fc from "fast-check";
import type { Query } from "../../../supabase/embedded/database/database.ts";
import { actAs, addPerson, openTestDatabase, vectorText } from "../../support/vector/database.ts";

/** What the counts say must be what the rows say. */
async function compare(query: Query, person: string): Promise<void> {
  const counted = await query(
    `select source, sum(events)::integer as events, sum(embeddable)::integer as embeddable
     from internal.event_counts where user_id = $1::uuid
     group by source having sum(events) <> 0 or sum(embeddable) <> 0 order by 1`,
    [person],
  );
  const real = await query(
    `select source, count(*)::integer as events,
       count(*) filter (where text_for_embedding ~ '[a-z]')::integer as embeddable
     from public.events where user_id = $1::uuid and deleted_at is null group by source order by 1`,
    [person],
  );
  assert.deepEqual(counted, real);
  const stored = await query(
    `select source, objects::integer from internal.count_embedded($1::uuid, 'm', 'event', now()) order by 1`,
    [person],
  );
  const held = await query(
    `select source, count(distinct object_id)::integer as objects from public.embeddings
     where user_id = $1::uuid and (expires_at is null or expires_at > now()) group by source order by 1`,
    [person],
  );
  assert.deepEqual(stored, held);
  const rows = await query(
    `select
       (select coalesce(sum(chunks), 0)::integer from internal.embedding_counts where user_id = $1::uuid) as counted,
       (select count(*)::integer from public.embeddings where user_id = $1::uuid) as held`,
    [person],
  );
  assert.equal(rows[0]?.["counted"], rows[0]?.["held"]);
}

const TEXTS = ["", "  \t", "\u00a0\ufeff", "said", " also said "];

Deno.test("counts of events and vectors are those of their rows, after any writes", async () => {
  await using database = await openTestDatabase();
  const { query } = database;
  const which = fc.integer({ min: 0, max: 9 });
  const write = fc.oneof(
    fc.record({ kind: fc.constant("add" as const), which, text: fc.constantFrom(...TEXTS) }),
    fc.record({ kind: fc.constant("change" as const), which, text: fc.constantFrom(...TEXTS) }),
    fc.record({
      kind: fc.constantFrom(
        ...["embed", "mark", "unmark", "move", "expire", "delete", "forget", "fold"] as const,
      ),
      which,
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 25 }), async (writes) => {
      const person = await addPerson(query);
      for (const write of writes) {
        const one = [person, `event ${write.which}`];
        const set = (change: string) =>
          query(
            `update public.events set ${change} where user_id = $1::uuid and external_id = $2`,
            one,
          );
        switch (write.kind) {
          case "add":
            await query(
              `insert into public.events (user_id, source, external_id, event_type, text_for_embedding, occurred_at)
               values ($1::uuid, 'slack', $2, 'message', $3, now()) on conflict do nothing`,
              [...one, write.text],
            );
            break;
          case "change":
            await query(
              `update public.events set text_for_embedding = $3, content_hash = $3 where user_id = $1::uuid and external_id = $2`,
              [...one, write.text],
            );
            break;
          case "embed":
            await query(
              `insert into public.embeddings (user_id, object_type, object_id, chunk_index, embedding_model,
                 embedding_dim, embedding, content_hash, source, occurred_at, expires_at)
               select e.user_id, 'event', e.id, chunk, 'm', 1536, $3::text::extensions.vector, 'h', e.source,
                 e.occurred_at, e.expires_at
               from public.events e cross join generate_series(0, 1) as chunk
               where e.user_id = $1::uuid and e.external_id = $2
               on conflict (user_id, object_type, object_id, chunk_index, embedding_model)
                 do update set source = excluded.source, expires_at = excluded.expires_at`,
              [...one, vectorText([1])],
            );
            break;
          case "mark":
            await set("deleted_at = now()");
            break;
          case "unmark":
            await set("deleted_at = null");
            break;
          case "move":
            await set("source = 'outlook'");
            break;
          case "expire":
            await set("expires_at = now() - interval '1 second'");
            break;
          case "delete":
            await query(
              "delete from public.events where user_id = $1::uuid and external_id = $2",
              one,
            );
            break;
          case "forget":
            await query("delete from public.embeddings where user_id = $1::uuid", [person]);
            break;
          case "fold":
            await query("select internal.fold_counts()");
        }
      }
      await compare(query, person);
    }),
    { numRuns: 40 },
  );
});

Deno.test("a blank event is never missing, and an expired one is missing no more", async () => {
  await using database = await openTestDatabase();
  const { query } = database;
  const person = await addPerson(query);
  await query(
    `insert into public.events (user_id, source, external_id, event_type, text_for_embedding, occurred_at, expires_at)
     select $1::uuid, 'slack', n::text, 'message', (array['', ' ', null, 'x', 'y'])[n], now(),
       case when n = 5 then now() - interval '1 hour' else now() + interval '1 day' end
     from generate_series(1, 5) as n`,
    [person],
  );
  const rows = await actAs(
    database,
    null,
    (as) => as("select embeddable::integer from internal.coverage($1::text::uuid)", [person]),
  );
  assert.deepEqual(rows, [{ embeddable: 1 }]);
});

Deno.test("is_blank() takes for white space what String.trim() does", async () => {
  await using database = await openTestDatabase();
  await fc.assert(
    fc.asyncProperty(
      fc.string({
        unit: fc.oneof(
          fc.integer({ min: 1, max: 0x3100 }).map((code) => String.fromCharCode(code)),
          fc.constantFrom(" ", "\n", "\u0085", "\u180e", "\u2003", "\u200b", "\ufeff"),
        ),
        maxLength: 4,
      }),
      async (text) => {
        const [row] = await database.query<{ blank: boolean }>(
          "select internal.is_blank($1) as blank",
          [text],
        );
        assert.equal(row?.blank, text.trim() === "", JSON.stringify(text));
      },
    ),
    { numRuns: 300 },
  );
});
