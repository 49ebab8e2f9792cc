import assert from "node:assert/strict";
import type { Query } from "../../../supabase/embedded/database/database.ts";
import { actAs, addPerson, openTestDatabase } from "../../support/vector/database.ts";

interface Said {
  minute: number;
  place?: string | null;
  thread?: string;
  source?: string;
  deleted?: boolean;
}

/** Adds an event of 2026-01-31, from 10:00 on. Returns its id. */
async function say(query: Query, person: string, said: Said): Promise<string> {
  const at = new Date(Date.parse("2026-01-31T10:00:00Z") + said.minute * 60_000).toISOString();
  const [row] = await query<{ id: string }>(
    `insert into public.events (user_id, source, external_id, event_type, text_for_embedding, place, thread_id,
       occurred_at, deleted_at)
     values ($1::uuid, $2, gen_random_uuid()::text, 'message', 'text', $3, $4::text::uuid, $5::text::timestamptz,
       case when $6::text = 'yes' then now() end) returning id::text`,
    [
      person,
      said.source ?? "slack",
      said.place === undefined ? "#launch" : said.place,
      said.thread ?? null,
      at,
      said.deleted ? "yes" : "no",
    ],
  );
  return row?.id ?? "";
}

async function addThread(query: Query, person: string): Promise<string> {
  const [row] = await query<{ id: string }>(
    `insert into public.threads (user_id, source, external_id)
     values ($1::uuid, 'slack', gen_random_uuid()::text) returning id::text`,
    [person],
  );
  return row?.id ?? "";
}

Deno.test("said_around()", async (t) => {
  await using database = await openTestDatabase();
  const { query } = database;
  const around = async (
    as: string | null,
    person: string | null,
    ids: (string | null)[],
    now = "2026-01-31T20:00:00Z",
  ) => {
    const rows = await actAs(database, as, (run) =>
      run<{ event_id: string }>(
        `select event_id::text from public.said_around($1::text::uuid[], $2::text::timestamptz, $3::text::uuid)`,
        [`{${ids.join(",")}}`, now, person],
      ));
    return rows.map((row) => row.event_id).sort();
  };

  await t.step(
    "gives the next six and the last three of the place, within four hours",
    async () => {
      const person = await addPerson(query);
      const minutes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 400];
      const said: string[] = [];
      for (const minute of minutes) said.push(await say(query, person, { minute }));
      await say(query, person, { minute: 5, place: "#random" });
      await say(query, person, { minute: 5, source: "telegram" });
      await say(query, person, { minute: 5, deleted: true });
      assert.deepEqual(
        await around(null, person, [said[5] ?? ""]),
        [2, 3, 4, 6, 7, 8, 9, 10, 11].map((index) => said[index] ?? "").sort(),
      );
      assert.deepEqual(await around(null, person, [said[13] ?? ""]), []);
    },
  );

  await t.step("gives the rest of a thread, wherever it stands", async () => {
    const person = await addPerson(query);
    const thread = await addThread(query, person);
    const root = await say(query, person, { minute: 0, thread, place: null });
    const reply = await say(query, person, { minute: 900, thread, place: null });
    await say(query, person, { minute: 1, place: null });
    assert.deepEqual(await around(null, person, [reply], "2026-02-02T00:00:00Z"), [root]);
  });

  await t.step("gives nothing that is later than the time it is asked at", async () => {
    const person = await addPerson(query);
    const first = await say(query, person, { minute: 0 });
    const second = await say(query, person, { minute: 1 });
    await say(query, person, { minute: 2 });
    assert.deepEqual(await around(null, person, [first], "2026-01-31T10:01:00Z"), [second]);
  });

  await t.step("gives a person their own alone, whoever they name", async () => {
    const [ada, bob] = [await addPerson(query), await addPerson(query)];
    const hers = await say(query, ada, { minute: 0 });
    await say(query, ada, { minute: 1 });
    assert.equal((await around(ada, null, [hers])).length, 1);
    assert.deepEqual(await around(bob, null, [hers]), []);
    assert.deepEqual(await around(bob, ada, [hers]), []);
    assert.deepEqual(await around(null, bob, [hers]), []);
  });

  await t.step("refuses invalid arguments", async () => {
    const person = await addPerson(query);
    const many = Array.from({ length: 51 }, () => crypto.randomUUID());
    await assert.rejects(around(null, person, many), /event_ids must have at most 50 elements/);
    await assert.rejects(around(null, null, []), /for_user is missing/);
  });
});
