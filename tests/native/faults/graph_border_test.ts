import assert from "node:assert/strict";
import postgres, { type Sql } from "postgres";
import { startNativeServer } from "../../support/native/server.ts";

/** More rows than are compared one by one, so that searches use codes and the graph. */
const ROWS = 1200;
const RIGHT = Array.from({ length: 10 }, (_, i) => i);

/** Rows from `start` on, each further from the question than the one before it. */
async function addRows(sql: Sql, person: string, start: number, count: number): Promise<void> {
  await sql`
    insert into public.embeddings (user_id, object_type, object_id, embedding_model, embedding_dim,
      embedding, content_hash, occurred_at)
    select ${person}::uuid, 'note', ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'm', 1536,
      (select array_agg(cos(2 * pi() * j / 1536 - n * pi() / 4 / ${ROWS}::integer) order by j)::real[]
       from generate_series(0, 1535) as j)::extensions.vector, 'h', now()
    from generate_series(${start}::integer, ${start + count - 1}::integer) as n`;
}

/** The numbers of the ten nearest rows, as the person sees them. */
async function search(sql: Sql, person: string): Promise<number[]> {
  const rows = await sql.begin(async (open) => {
    await open`select set_config('request.jwt.claims', ${
      JSON.stringify({ sub: person, role: "authenticated" })
    }, true), set_config('role', 'authenticated', true)`;
    return await open<{ object_id: string }[]>`
      select object_id from public.match_embeddings(
        (select array_agg(cos(2 * pi() * j / 1536) order by j)::real[] from generate_series(0, 1535) as j)::extensions.vector,
        'm', 10)`;
  });
  return rows.map((row) => Number(row.object_id.slice(-12)));
}

/** Two at once move rows until none is left, as two runs of the schedule that overlap would. */
async function moveAll(url: string): Promise<number> {
  const mover = async () => {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    try {
      let total = 0;
      let idle = 0;
      // A turn without a row may only mean that the other one holds them.
      while (idle < 3) {
        const [row] = await sql<{ moved: number }[]>`
          select internal.move_graph_rows(100) as moved`;
        total += row?.moved ?? 0;
        const [left] = await sql<{ rows: number }[]>`
          select count(*)::integer as rows from internal.graph_members m join public.embeddings e
            using (user_id, embedding_model) where e.in_graph = m.leaving`;
        idle = row?.moved === 0 && left?.rows === 0 ? idle + 1 : 0;
      }
      return total;
    } finally {
      await sql.end();
    }
  };
  const [one, other] = await Promise.all([mover(), mover()]);
  return one + other;
}

Deno.test("crossing the border under load loses and doubles no row", async (t) => {
  await using server = await startNativeServer();
  const sql = postgres(server.url, { max: 4, onnotice: () => {} });
  try {
    await sql`update cron.job set active = false`;
    const person = crypto.randomUUID();
    await sql`insert into auth.users (id, email) values (${person}, ${`${person}@test.example`})`;
    await addRows(sql, person, 0, ROWS);

    /** Writes for a while and searches until the work is done; every answer must be the right one. */
    const underLoad = async (
      work: Promise<number>,
    ): Promise<{ moved: number; searches: number }> => {
      let done = false;
      let searches = 0;
      const moving = work.finally(() => done = true);
      const searcher = async () => {
        while (!done) {
          assert.deepEqual(await search(sql, person), RIGHT);
          searches++;
        }
      };
      const writer = async () => {
        for (let turn = 0; turn < 15; turn++) {
          const start = ROWS + turn * 10;
          await addRows(sql, person, start, 5);
          await sql`update public.embeddings set metadata = '{"changed": true}', in_graph = false
            where user_id = ${person} and object_id::text like ${`%${turn % 10}0`}`;
          await sql`delete from public.embeddings where user_id = ${person}
            and object_id >= ${`00000000-0000-4000-8000-${String(ROWS).padStart(12, "0")}`}`;
        }
      };
      await Promise.all([moving, searcher(), searcher(), writer()]);
      return { moved: await moving, searches };
    };
    const inside = async () =>
      (await sql<{ rows: number }[]>`
        select count(*)::integer as rows from public.embeddings where user_id = ${person} and in_graph`)[
        0
      ]
        ?.rows;

    await t.step("up", async () => {
      await sql`select internal.choose_graph_members(1000, 500)`;
      const { moved, searches } = await underLoad(moveAll(server.url));
      assert.ok(moved >= ROWS, `${moved} rows moved`);
      assert.ok(searches > 0);
      await moveAll(server.url);
      assert.equal(await inside(), ROWS);
      assert.deepEqual(await search(sql, person), RIGHT);
    });

    await t.step("down", async () => {
      await sql`select internal.choose_graph_members(100000, 5000)`;
      const { moved, searches } = await underLoad(moveAll(server.url));
      assert.ok(moved > 0 && searches > 0);
      await moveAll(server.url);
      assert.equal(await inside(), 0);
      assert.equal((await sql`select 1 from internal.graph_members`).length, 0);
      assert.deepEqual(await search(sql, person), RIGHT);
    });

    const [left] = await sql`
      select count(*)::integer as rows, count(distinct object_id)::integer as objects
      from public.embeddings where user_id = ${person}`;
    assert.deepEqual({ ...left }, { rows: ROWS, objects: ROWS });
  } finally {
    await sql.end();
  }
});
