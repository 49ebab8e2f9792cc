import assert from "node:assert/strict";
import fc from "fast-check";
import type { Query } from "../../../supabase/embedded/database/database.ts";
import { actAs, addPerson, openTestDatabase, vectorText } from "../../support/vector/database.ts";

interface Hit {
  object_type: string;
  object_id: string;
  score: number;
  similarity: number | null;
  text_rank: number | null;
}

const NOW = "2026-01-31T12:00:00Z";

/** Adds an event, and its vector when one is given. Returns its id. */
async function addEvent(
  query: Query,
  person: string,
  text: string,
  options: { at?: string; source?: string; vector?: number[]; model?: string } = {},
): Promise<string> {
  const { at = "2026-01-31T11:00:00Z", source = "slack" } = options;
  const [row] = await query<{ id: string }>(
    `insert into public.events (user_id, source, external_id, event_type, text_for_embedding, occurred_at)
     values ($1::uuid, $2, gen_random_uuid()::text, 'message', $3, $4::text::timestamptz) returning id::text`,
    [person, source, text, at],
  );
  const id = row?.id ?? "";
  if (options.vector) {
    await query(
      `insert into public.embeddings (user_id, object_type, object_id, embedding_model, embedding_dim, embedding,
         content_hash, source, occurred_at)
       values ($1::uuid, 'event', $2::uuid, $6, 1536, $3::text::extensions.vector, 'h', $4, $5::text::timestamptz)`,
      [person, id, vectorText(options.vector), source, at, options.model ?? "hybrid"],
    );
  }
  return id;
}

function search(query: Query, person: string | null, text: string | null, changes: {
  vector?: number[];
  model?: string | null;
  count?: number;
  types?: string[];
  sources?: string[];
  start?: string;
  end?: string;
} = {}): Promise<Hit[]> {
  return query<Hit>(
    `select object_type, object_id::text, score, similarity, text_rank from public.search_hybrid($1,
       $2::text::extensions.vector, $3, $4, $5::text::text[], $6::text::text[], $7::text::timestamptz, $8::text::timestamptz,
       $9::text::timestamptz, $10::text::uuid)`,
    [
      text,
      changes.vector ? vectorText(changes.vector) : null,
      changes.model === undefined ? (changes.vector ? "hybrid" : null) : changes.model,
      changes.count ?? 10,
      changes.types ? `{${changes.types.join(",")}}` : null,
      changes.sources ? `{${changes.sources.join(",")}}` : null,
      changes.start ?? null,
      changes.end ?? null,
      NOW,
      person,
    ],
  );
}

Deno.test("search_hybrid()", async (t) => {
  await using database = await openTestDatabase();
  const { query } = database;
  const find = (person: string, ...args: [string | null, Parameters<typeof search>[3]?]) =>
    actAs(database, null, (as) => search(as, person, ...args));
  const ids = (hits: Hit[]) => hits.map((hit) => hit.object_id);

  await t.step("finds by words alone, any of them, stemmed", async () => {
    const person = await addPerson(query);
    const launch = await addEvent(query, person, "We are launching on Friday");
    const budget = await addEvent(query, person, "The budget is approved");
    await addEvent(query, person, "Lunch?");

    const hits = await find(person, "when is the launch, and what about the budgets?");
    assert.deepEqual(ids(hits).sort(), [launch, budget].sort());
    for (const hit of hits) {
      assert.equal(hit.similarity, null);
      assert.ok((hit.text_rank ?? 0) > 0);
    }
  });

  await t.step("puts several of the words above one of them repeated", async () => {
    const person = await addPerson(query);
    const at = "2026-01-31T11:00:00Z";
    const repeated = await addEvent(query, person, "launch, launch, launch and launch", { at });
    const several = await addEvent(query, person, "Mira sets the launch date", { at });
    assert.deepEqual(ids(await find(person, "what is Mira's launch date?")), [several, repeated]);
  });

  await t.step("puts first what is found by meaning and by words", async () => {
    const person = await addPerson(query);
    const words = await addEvent(query, person, "The launch");
    const both = await addEvent(query, person, "A launch date", { vector: [1, 0.1] });
    const meaning = await addEvent(query, person, "We start on Friday", { vector: [1] });

    const hits = await find(person, "launch", { vector: [1] });
    assert.equal(hits[0]?.object_id, both);
    assert.deepEqual(ids(hits).sort(), [words, both, meaning].sort());
    assert.ok(hits.every((hit, i) => i === 0 || hit.score <= (hits[i - 1]?.score ?? 0)));
    assert.equal(hits.find((hit) => hit.object_id === meaning)?.text_rank, null);
  });

  await t.step("puts the newer one first among equals, by hours", async () => {
    const person = await addPerson(query);
    const old = await addEvent(query, person, "Standup notes", { at: "2026-01-30T11:00:00Z" });
    const recent = await addEvent(query, person, "Standup notes", { at: "2026-01-31T11:00:00Z" });
    assert.deepEqual(ids(await find(person, "standup")), [recent, old]);
  });

  await t.step("takes no newer one for a better one", async () => {
    const person = await addPerson(query);
    const better = await addEvent(query, person, "Launch date", { at: "2026-01-01T11:00:00Z" });
    const newer = await addEvent(query, person, "Launch", { at: "2026-01-31T11:59:00Z" });
    assert.deepEqual(ids(await find(person, "launch date")), [better, newer]);
  });

  await t.step("counts a rare word more than a common one", async () => {
    const person = await addPerson(query);
    for (let i = 0; i < 12; i++) await addEvent(query, person, `The launch, part ${i}`);
    const rare = await addEvent(query, person, "The permit came today");
    assert.equal((await find(person, "launch permit"))[0]?.object_id, rare);
  });

  await t.step("finds nothing that happens later, but what the calendar has", async () => {
    const person = await addPerson(query);
    const at = "2026-01-31T12:00:01Z";
    await addEvent(query, person, "Launch", { at, vector: [1] });
    const planned = await addEvent(query, person, "Launch", { at, source: "calendar" });
    const now = await addEvent(query, person, "Launch", { at: NOW });
    assert.deepEqual(
      ids(await find(person, "launch", { vector: [1] })).sort(),
      [planned, now].sort(),
    );
  });

  await t.step("lets words lead where the model is small", async () => {
    const person = await addPerson(query);
    const model = "universal-sentence-encoder-lite-512";
    const words = await addEvent(query, person, "The launch date is set");
    await addEvent(query, person, "Something else", { vector: [1], model });
    assert.equal((await find(person, "launch date", { vector: [1], model }))[0]?.object_id, words);
  });

  await t.step("finds notes, unless sources are asked for", async () => {
    const person = await addPerson(query);
    const [note] = await query<{ id: string }>(
      "insert into public.notes (user_id, body) values ($1::uuid, 'Launch checklist') returning id::text",
      [person],
    );
    const event = await addEvent(query, person, "Launch", { source: "outlook" });
    assert.equal((await find(person, "launch")).length, 2);
    assert.deepEqual(ids(await find(person, "launch", { types: ["note"] })), [note?.id]);
    assert.deepEqual(ids(await find(person, "launch", { types: ["event"] })), [event]);
    assert.deepEqual(ids(await find(person, "launch", { sources: ["outlook"] })), [event]);
    assert.deepEqual(await find(person, "launch", { sources: ["slack"] }), []);
  });

  await t.step("takes a window as half open, for words and meaning", async () => {
    const person = await addPerson(query);
    const id = await addEvent(query, person, "Launch", { at: "2026-01-10T10:00:00Z", vector: [1] });
    const within = (start: string, end: string, vector?: number[]) =>
      find(person, "launch", { start, end, ...(vector ? { vector } : {}) });
    for (const vector of [undefined, [1]]) {
      assert.deepEqual(ids(await within("2026-01-10T10:00:00Z", "2026-01-10T10:00:01Z", vector)), [
        id,
      ]);
      assert.deepEqual(await within("2026-01-10T09:00:00Z", "2026-01-10T10:00:00Z", vector), []);
    }
  });

  await t.step("finds nothing that is deleted or expired", async () => {
    const person = await addPerson(query);
    const deleted = await addEvent(query, person, "Launch one");
    const expired = await addEvent(query, person, "Launch two");
    const kept = await addEvent(query, person, "Launch three");
    await query("update public.events set deleted_at = now() where id = $1::uuid", [deleted]);
    await query("update public.events set expires_at = now() where id = $1::uuid", [expired]);
    assert.deepEqual(ids(await find(person, "launch")), [kept]);
  });

  await t.step("gives a person their own alone, whoever they name", async () => {
    const [ada, bob] = [await addPerson(query), await addPerson(query)];
    await addEvent(query, ada, "Launch of hers", { vector: [1] });
    const his = await addEvent(query, bob, "Launch of his", { vector: [1] });
    const as = (person: string, named: string | null) =>
      actAs(database, person, (run) => search(run, named, "launch", { vector: [1] }));
    assert.deepEqual(ids(await as(bob, null)), [his]);
    assert.deepEqual(await as(bob, ada), []);
  });

  await t.step("merges the chunks of one object", async () => {
    const person = await addPerson(query);
    const id = await addEvent(query, person, "Launch", { vector: [1] });
    await query(
      `insert into public.embeddings (user_id, object_type, object_id, chunk_index, embedding_model, embedding_dim,
         embedding, content_hash, source, occurred_at)
       select user_id, object_type, object_id, 1, embedding_model, embedding_dim, $2::text::extensions.vector, 'h', source, occurred_at
       from public.embeddings where object_id = $1::uuid`,
      [id, vectorText([1, 1])],
    );
    const hits = await find(person, "nothing of that", { vector: [1] });
    assert.deepEqual(ids(hits), [id]);
    assert.equal(hits[0]?.similarity, 1);
  });

  await t.step("takes any text as words, never as syntax", async () => {
    const person = await addPerson(query);
    await addEvent(query, person, "Launch");
    for (
      const text of ["", "   ", "the of and", "!&|():*<->'\"\\", "a & b | !c", "'; drop table x --"]
    ) {
      assert.deepEqual(await find(person, text), [], text);
    }
    assert.deepEqual(await find(person, null), []);
    assert.equal((await find(person, "!launch")).length, 1, "an exclamation mark negates nothing");
    await actAs(database, null, async (as) => {
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) => !text.includes("\0")),
          async (text) => {
            await search(as, person, `${text} launch`);
          },
        ),
        { numRuns: 60 },
      );
    });
  });

  await t.step("refuses invalid arguments", async () => {
    const person = await addPerson(query);
    const wrong: [string, string | null, Parameters<typeof search>[3]][] = [
      ["count 0", "launch", { count: 0 }],
      ["count 201", "launch", { count: 201 }],
      ["an inverted window", "launch", { start: "2026-01-02", end: "2026-01-01" }],
      ["too long a text", "launch ".repeat(1000), {}],
      ["a vector without its model", "launch", { vector: [1], model: null }],
      ["the zero vector", "launch", { vector: [0] }],
    ];
    for (const [label, text, changes] of wrong) {
      await assert.rejects(
        find(person, text, changes),
        (error: Error & { code?: string }) => error.code === "22023",
        label,
      );
    }
    await assert.rejects(
      actAs(database, null, (as) => search(as, null, "launch")),
      /for_user is missing/,
    );
  });
});
