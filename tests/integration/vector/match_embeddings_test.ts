import assert from "node:assert/strict";
import type { Query } from "../../../supabase/embedded/database/database.ts";
import { actAs, addPerson, openTestDatabase, vectorText } from "../../support/vector/database.ts";

interface Match {
  object_id: string;
  similarity: number;
}

/** More rows than match_embeddings compares one by one for ten results. */
const MANY = 620;

/**
 * Gives a person vectors on a circle, evenly from one angle to another (radians), in a plane of two
 * dimensions or, when dense, in one that all 1536 take part in. The object of row i has an id that
 * ends in i.
 */
async function addCircle(
  query: Query,
  person: string,
  options: {
    rows: number;
    from: number;
    to: number;
    model?: string;
    dense?: boolean;
    /** How many rows, from the first, the graph has. */
    inGraph?: number;
    /** How many rows, from the first, point anywhere; the others are zeros, which no graph holds. */
    pointing?: number;
  },
): Promise<void> {
  const vector = options.dense
    ? `(select array_agg(cos(2 * pi() * j / 1536 - angle) order by j)::real[] from generate_series(0, 1535) as j)`
    : "'[' || cos(angle) || ',' || sin(angle) || repeat(',0', 1534) || ']'";
  await query(
    `insert into public.embeddings (user_id, object_type, object_id, embedding_model, embedding_dim,
       embedding, in_graph, content_hash, occurred_at)
     select $1::uuid, 'note', ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, $5::text, 1536,
       case when i < $7::integer then (${vector})::extensions.vector
         else array_fill(0::real, array[1536])::extensions.vector end, i < $6::integer, 'h',
       timestamptz '2026-01-01' + make_interval(secs => i)
     from generate_series(0, $2::integer - 1) as i
     cross join lateral (
       select $3::double precision + ($4::double precision - $3::double precision) * i / $2::integer as angle
     ) as a`,
    [
      person,
      options.rows,
      options.from,
      options.to,
      options.model ?? "circle",
      options.inGraph ?? 0,
      options.pointing ?? options.rows,
    ],
  );
}

function match(query: Query, person: string | null, changes: {
  vector?: string;
  model?: string | null;
  count?: number;
  start?: string;
  end?: string;
  least?: number;
} = {}): Promise<Match[]> {
  return query<Match>(
    `select object_id::text, similarity from public.match_embeddings($1::text::extensions.vector, $2, $3,
       null, null, $4::text::timestamptz, $5::text::timestamptz, $6, $7::text::uuid)`,
    [
      changes.vector ?? vectorText([1]),
      changes.model === undefined ? "circle" : changes.model,
      changes.count ?? 10,
      changes.start ?? null,
      changes.end ?? null,
      changes.least ?? -1,
      person,
    ],
  );
}

/**
 * Rows whose codes are the less like the one of (100, 1, 1, ...) the later they are, and one that
 * points its way most of all, by one number, while every other sign is the opposite: its code is the
 * farthest. So a search by codes overlooks it, and one that compares vectors cannot. Returns its number.
 */
async function addDeceptive(query: Query, person: string): Promise<number> {
  const hidden = 9999;
  await query(
    `insert into public.embeddings (user_id, object_type, object_id, embedding_model, embedding_dim,
       embedding, content_hash, occurred_at)
     select $1::uuid, 'note', ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, 'circle', 1536,
       (select array_agg(case when j = 0 then case when i = $3::integer then 100 else 1 end
          when j <= i then -1 else 1 end order by j)::real[] from generate_series(0, 1535) as j)::extensions.vector,
       'h', timestamptz '2026-01-01' + make_interval(secs => i % $3::integer)
     from (select generate_series(0, $2::integer - 1) as i union all select $3::integer) as numbers`,
    [person, MANY, hidden],
  );
  return hidden;
}

/** A vector of the dense circle. */
function denseText(angle: number): string {
  return vectorText(
    Array.from({ length: 1536 }, (_, j) => Math.cos(2 * Math.PI * j / 1536 - angle)),
  );
}

/** The first so many whole numbers. */
function first(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function rowOf(match: Match): number {
  return Number(match.object_id.slice(-12));
}

Deno.test("match_embeddings()", async (t) => {
  await using database = await openTestDatabase();
  const { query } = database;
  const ada = await addPerson(query);
  const crowd = await addPerson(query);
  // Ada has the first quarter of the circle; the crowd stands closely around where she asks.
  await addCircle(query, ada, {
    rows: MANY,
    from: 0,
    to: Math.PI / 2,
    inGraph: MANY - 5,
    pointing: 210,
  });
  await addCircle(query, crowd, { rows: 40, from: -0.001, to: 0.001, inGraph: 40 });
  const bert = await addPerson(query);
  await addCircle(query, bert, { rows: MANY, from: 0, to: Math.PI / 2, dense: true });
  const vector = denseText(0);
  /** How often the graph was walked, and rows were fetched by the ids that go with their codes. */
  const scans = async () => {
    await query("select pg_stat_force_next_flush()");
    const rows = await query<{ name: string; scans: number }>(
      `select indexrelname as name, idx_scan::integer as scans from pg_stat_user_indexes
       where indexrelname in ('embeddings_embedding_idx', 'embeddings_pkey')`,
    );
    const of = (name: string) => rows.find((row) => row.name === name)?.scans ?? NaN;
    return { graph: of("embeddings_embedding_idx"), coded: of("embeddings_pkey") };
  };
  /** A search whose scans are told at its end: a connection tells them once a second else. */
  const counted: typeof match = async (as, ...rest) => {
    await as("select pg_stat_force_next_flush()");
    return await match(as, ...rest);
  };
  const window = { start: "2026-01-01T00:00:10Z", end: "2026-01-01T00:00:30Z" };

  await t.step("walks the graph where it has very many of the rows", async () => {
    const before = await scans();
    const matches = await actAs(database, null, (as) => counted(as, ada));
    assert.deepEqual(matches.map(rowOf), first(10));
    assert.equal((await scans()).graph, before.graph + 1);
  });

  await t.step("compares codes where the filter leaves many rows", async () => {
    for (const person of [null, bert]) {
      const before = await scans();
      const matches = await actAs(database, person, (as) => counted(as, bert, { vector }));
      assert.deepEqual(matches.map(rowOf), first(10));
      assert.equal((await scans()).graph, before.graph);
    }
  });

  await t.step("takes what is near by its code, and by few rows what is near", async () => {
    const person = await addPerson(query);
    const hidden = await addDeceptive(query, person);
    const asked = vectorText(Array.from({ length: 1536 }, (_, j) => j === 0 ? 100 : 1));
    for (const reader of [null, person]) {
      const found = (changes: object) =>
        actAs(database, reader, (as) => match(as, person, { vector: asked, ...changes }));
      assert.deepEqual((await found({})).map(rowOf), first(10), "no code leads to it");
      const few = await found({ end: window.end });
      assert.deepEqual(few.map(rowOf), [hidden, ...first(9)], "it is the nearest of few");
    }
  });

  await t.step("compares all rows where the filter leaves few", async () => {
    const before = await scans();
    for (const [person, changes] of [[ada, {}], [bert, { vector }]] as const) {
      const matches = await actAs(
        database,
        null,
        (as) => counted(as, person, { ...changes, ...window }),
      );
      assert.deepEqual(matches.map(rowOf), first(10).map((i) => i + 10));
    }
    assert.deepEqual(await scans(), before);
  });

  await t.step("compares all rows where codes are alike", async () => {
    const person = await addPerson(query);
    await addCircle(query, person, { rows: MANY, from: 0.1, to: Math.PI / 2 });
    const matches = await actAs(database, null, (as) => match(as, person));
    assert.deepEqual(matches.map(rowOf), first(10));
    await query("delete from auth.users where id = $1::uuid", [person]);
  });

  await t.step("finds what the graph has not got yet", async () => {
    const move = (inGraph: boolean) =>
      query(
        "update public.embeddings set in_graph = $2::boolean where user_id = $1::uuid and object_id::text like '%00003'",
        [ada, inGraph],
      );
    await move(false);
    const before = await scans();
    const matches = await actAs(database, null, (as) => counted(as, ada));
    assert.deepEqual(matches.map(rowOf), first(10));
    assert.equal((await scans()).graph, before.graph + 1);
    await move(true);
  });

  await t.step("gives as many rows as there are, however dense others lie around", async () => {
    for (const count of [1, 10, 200]) {
      const matches = await actAs(database, ada, (as) => match(as, null, { count }));
      assert.deepEqual(matches.map(rowOf), first(count), `${count}`);
    }
  });

  await t.step("compares all rows where the walk finds too few", async () => {
    const person = await addPerson(query);
    await addCircle(query, person, {
      rows: MANY,
      from: 0,
      to: Math.PI / 2,
      dense: true,
      inGraph: MANY,
      pointing: 5,
    });
    const before = await scans();
    const matches = await actAs(database, null, (as) => match(as, person, { vector }));
    assert.deepEqual(matches.map(rowOf), first(5));
    assert.equal((await scans()).graph, before.graph + 1);
    await query("delete from auth.users where id = $1::uuid", [person]);
  });

  await t.step("compares codes while there is no graph", async () => {
    const matches = await database.transaction(async (as) => {
      await as("savepoint before");
      await as("drop index public.embeddings_embedding_idx");
      const found = await match(as, bert, { vector });
      await as("rollback to savepoint before");
      return found;
    });
    assert.deepEqual(matches.map(rowOf), first(10));
  });

  await t.step("gives the nearest rows first, and none below the least similarity", async () => {
    const least = Math.cos(5.5 * Math.PI / 2 / MANY);
    for (const changes of [{}, { end: "2026-01-01T00:00:30Z" }]) {
      const matches = await actAs(database, null, (as) => match(as, ada, { ...changes, least }));
      assert.deepEqual(matches.map(rowOf), [0, 1, 2, 3, 4, 5]);
      for (const [i, { similarity }] of matches.entries()) {
        assert.ok(Math.abs(similarity - Math.cos(i * Math.PI / 2 / MANY)) < 1e-6);
      }
    }
  });

  await t.step("asks for the direction alone, however long the vector", async () => {
    for (const length of [1e-30, 1e-3, 1e30]) {
      const matches = await actAs(
        database,
        null,
        (as) => match(as, ada, { vector: vectorText([length]) }),
      );
      assert.deepEqual(matches.map(rowOf).slice(0, 3), [0, 1, 2], `${length}`);
      assert.ok(Math.abs((matches[0]?.similarity ?? NaN) - 1) < 1e-6, `${length}`);
    }
  });

  await t.step("finds nothing of somebody else for a person who names them", async () => {
    assert.deepEqual(await actAs(database, crowd, (as) => match(as, ada)), []);
    const own = await actAs(database, crowd, (as) => match(as, crowd, { count: 200 }));
    assert.equal(own.length, 40);
  });

  await t.step("leaves the settings of its transaction as they were", async () => {
    const settings = await actAs(database, null, async (as) => {
      await match(as, ada);
      return await as<{ name: string; setting: string; reset: string }>(
        `select name, setting, reset_val as reset from pg_settings
         where name in ('hnsw.iterative_scan', 'hnsw.ef_search', 'plan_cache_mode', 'enable_sort', 'enable_seqscan',
           'enable_bitmapscan', 'jit')`,
      );
    });
    assert.equal(settings.length, 7);
    for (const { name, setting, reset } of settings) assert.equal(setting, reset, name);
  });

  await t.step("refuses invalid arguments at once", async () => {
    const wrong: [string, string, Parameters<typeof match>[2]][] = [
      ["count 0", "22023", { count: 0 }],
      ["count -1", "22023", { count: -1 }],
      ["count 201", "22023", { count: 201 }],
      ["count 2147483647", "22023", { count: 2147483647 }],
      ["no model", "22023", { model: null }],
      ["one dimension", "22023", { vector: "[1]" }],
      ["16,000 dimensions", "22023", { vector: `[${new Array(16000).fill(1).join(",")}]` }],
      ["too many dimensions for a vector", "54000", {
        vector: `[${new Array(16001).fill(1).join(",")}]`,
      }],
      ["no dimension", "22000", { vector: "[]" }],
      ["NaN", "22000", { vector: vectorText([NaN]) }],
      ["infinity", "22000", { vector: vectorText([Infinity]) }],
      ["no vector at all", "22P02", { vector: "launch" }],
      ["the zero vector", "22023", { vector: vectorText([0]) }],
      ["an inverted window", "22023", { start: "2026-01-02", end: "2026-01-01" }],
      ["an empty window", "22023", { start: "2026-01-01", end: "2026-01-01" }],
      ["a similarity above 1", "22023", { least: 1.1 }],
      ["a similarity below -1", "22023", { least: -1.1 }],
      ["a similarity of NaN", "22023", { least: NaN }],
    ];
    for (const [label, code, changes] of wrong) {
      await assert.rejects(
        actAs(database, ada, (as) => match(as, null, changes)),
        (error: Error & { code?: string }) => error.code === code,
        label,
      );
    }
    await assert.rejects(
      actAs(database, null, (as) => match(as, null)),
      /for_user is missing; sign in, or name the user/,
    );
  });

  await t.step("never finds a vector that points nowhere", async () => {
    const person = await addPerson(query);
    await addCircle(query, person, { rows: 2, from: 0, to: 1, model: "zero" });
    await query(
      "update public.embeddings set embedding = $1::text::extensions.vector where user_id = $2::uuid and object_id::text like '%0'",
      [vectorText([0]), person],
    );
    const matches = await actAs(database, null, (as) => match(as, person, { model: "zero" }));
    assert.deepEqual(matches.map(rowOf), [1]);
  });

  await query("delete from auth.users where id = any ($1::uuid[])", [[ada, bert, crowd]]);
});
