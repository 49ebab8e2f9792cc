import assert from "node:assert/strict";
import { readCoverage } from "../../../shared/agents/retrieval/coverage.ts";
import { memoryFiles } from "../../../shared/connectors/slack/export/files.ts";
import { importSlackExport } from "../../../shared/connectors/slack/export/import_export.ts";
import { serveTestEmbeddings } from "../../providers/embeddings_server.ts";
import { startTestStack, type TestUser } from "../../support/stack.ts";
import { embedAll, embeddingsEnvironment } from "../../support/timeline.ts";

const users = [
  { id: "U1", name: "mira", profile: { display_name: "Mira" } },
  { id: "U2", name: "jonas", profile: { display_name: "Jonas" } },
];
const message = (ts: string, user: string, text: string, more: object = {}) => ({
  type: "message",
  team: "T1",
  ts,
  user,
  text,
  ...more,
});
const friday = [
  message("1517612431.000077", "U1", "We ship on Monday, <@U2>", {
    thread_ts: "1517612431.000077",
  }),
  message("1517612499.000001", "U2", "Could you please send me the notes?", {
    thread_ts: "1517612431.000077",
  }),
  message("1517612500.000002", "U1", "<@U1> has joined the channel", { subtype: "channel_join" }),
];
const saturday = [message("1517702431.000001", "U2", "See <https://a.example|the notes>")];

/** The export as it is unpacked, with the given files replaced or added. */
function exported(changes: Record<string, unknown> = {}) {
  const files: Record<string, unknown> = {
    "channels.json": [{ id: "C1", name: "launch" }],
    "users.json": users,
    "launch/2018-02-02.json": friday,
    "launch/2018-02-03.json": saturday,
    ...changes,
  };
  const texts = Object.entries(files).map(([path, value]) =>
    [path, typeof value === "string" ? value : JSON.stringify(value)] as const
  );
  return memoryFiles("export", new Map(texts));
}

Deno.test("importSlackExport()", async (t) => {
  await using server = serveTestEmbeddings();
  await using test = await startTestStack({ env: embeddingsEnvironment(server) });
  const { services, stack } = test;
  const owner = await test.signUp("owner");

  const read = (user: TestUser, changes: Record<string, unknown> = {}) =>
    importSlackExport(services.internal, user.id, exported(changes));
  const events = async (user: TestUser = owner) => {
    const { data, error } = await user.client.from("events").select("*").order("occurred_at");
    assert.equal(error, null);
    return data ?? [];
  };
  const queued = async (user: TestUser = owner) =>
    (await stack.sql(
      "select 1 from pgmq.q_embed where message ->> 'user_id' = $1",
      [user.id],
    )).length;

  await t.step("stores every message but noise, in its thread and its account", async () => {
    const seen: number[] = [];
    const report = await importSlackExport(
      services.internal,
      owner.id,
      exported(),
      (progress) => seen.push(progress.stored.inserted),
    );
    assert.deepEqual(report.stored, {
      inserted: 3,
      updated: 0,
      unchanged: 0,
      deleted: 0,
      refused: 0,
    });
    assert.deepEqual(report.problems, []);
    assert.deepEqual(seen, [2, 3]);
    const [root, reply, later] = await events();
    assert.deepEqual(
      [root?.text_for_embedding, reply?.text_for_embedding, later?.text_for_embedding],
      [
        "We ship on Monday, @Jonas",
        "Could you please send me the notes?",
        "See the notes (https://a.example)",
      ],
    );
    assert.equal(root?.title, "Mira in #launch");
    assert.equal(root?.url, null);
    assert.equal(root?.thread_id, reply?.thread_id);
    assert.notEqual(root?.thread_id, null);
    assert.equal(later?.thread_id, null);
    assert.equal(Date.parse(root?.occurred_at), Date.parse("2018-02-02T23:00:31.000Z"));
    const { data: accounts } = await owner.client.from("linked_accounts").select("id, provider");
    assert.deepEqual(accounts, [{ id: root?.source_account_id, provider: "slack" }]);
    const { data: threads } = await owner.client.from("threads")
      .select("participants, content_preview");
    assert.deepEqual(threads, [
      { participants: ["Mira", "Jonas"], content_preview: "We ship on Monday, @Jonas" },
    ]);
  });

  await t.step("gives each workspace of a Grid export an account of its own", async () => {
    const grid = await test.signUp("grid");
    const channels = [{ id: "C1", name: "launch" }];
    const said = (ts: string, team: string) => [{ ...message(ts, "U1", team), team }];
    const files = new Map(
      Object.entries({
        "org_users.json": users,
        "teams/north/channels.json": channels,
        "teams/north/launch/2018-02-02.json": said("1517612431.000001", "T1"),
        "teams/south/channels.json": [{ id: "C2", name: "launch" }],
        "teams/south/launch/2018-02-02.json": said("1517612431.000001", "T2"),
      }).map(([path, value]) => [path, JSON.stringify(value)] as const),
    );
    const { stored } = await importSlackExport(
      services.internal,
      grid.id,
      memoryFiles("grid", files),
    );
    assert.deepEqual(stored, {
      inserted: 2,
      updated: 0,
      unchanged: 0,
      deleted: 0,
      refused: 0,
    });
    const { data } = await grid.client.from("events").select(
      "text_for_embedding, linked_accounts(provider_account_id)",
    ).order("text_for_embedding");
    assert.deepEqual(
      data,
      ["T1", "T2"].map((team) => ({
        text_for_embedding: team,
        linked_accounts: { provider_account_id: team },
      })),
    );
  });

  await t.step("keeps old messages: expiry counts from when they were read", async () => {
    for (const event of await events()) {
      assert.ok(Date.parse(event.expires_at) > Date.now() + 29 * 86_400_000);
    }
  });

  await t.step("queues what it stored for embedding, once", async () => {
    assert.equal(await queued(), 4, "three events and a thread");
    await embedAll(test);
    assert.equal(await queued(), 0);
    const { data } = await owner.client.from("embeddings").select("object_type");
    const types = data?.map((row) => row.object_type).sort();
    assert.deepEqual(types, ["event", "event", "event", "thread"]);
  });

  await t.step("changes nothing when it reads the same again", async () => {
    const before = await events();
    assert.deepEqual((await read(owner)).stored, {
      inserted: 0,
      updated: 0,
      unchanged: 3,
      deleted: 0,
      refused: 0,
    });
    assert.deepEqual(await events(), before);
    assert.equal(await queued(), 0);
  });

  await t.step("updates an edited message and queues it again", async () => {
    const edited = [
      message("1517702431.000001", "U2", "The notes moved", { edited: { user: "U2" } }),
    ];
    const before = await events();
    const report = await read(owner, { "launch/2018-02-03.json": edited });
    assert.deepEqual(report.stored, {
      inserted: 0,
      updated: 1,
      unchanged: 2,
      deleted: 0,
      refused: 0,
    });
    const after = await events();
    assert.equal(after[2]?.id, before[2]?.id);
    assert.equal(after[2]?.text_for_embedding, "The notes moved");
    assert.deepEqual(after.slice(0, 2), before.slice(0, 2));
    assert.equal(await queued(), 1);
    const vectors = async () =>
      (await stack.sql<{ embedding: string }>(
        "select embedding::text from public.embeddings where object_id = $1",
        [after[2]?.id],
      )).map((row) => row.embedding);
    const old = await vectors();
    await embedAll(test);
    const fresh = await vectors();
    assert.equal(fresh.length, 1);
    assert.notDeepEqual(fresh, old);
  });

  await t.step("reports a broken file by its name and reads the rest", async () => {
    const person = await test.signUp("careless");
    const secret = "what somebody wrote";
    const report = await read(person, {
      "launch/2018-02-02.json": `[{"ts": "1517612431.000077", "text": "${secret}`,
      "launch/2018-02-04.json": [{ text: secret }, message("1517788831.000001", "U1", "Fine")],
      "launch/2018-02-05.json": { text: secret },
    });
    assert.deepEqual(report.stored, {
      inserted: 2,
      updated: 0,
      unchanged: 0,
      deleted: 0,
      refused: 0,
    });
    assert.deepEqual(report.problems.map(({ path }) => path), [
      "launch/2018-02-02.json",
      "launch/2018-02-04.json",
      "launch/2018-02-05.json",
    ]);
    assert.ok(!JSON.stringify(report.problems).includes(secret));
    // Once the file is whole, reading again adds what was missing.
    assert.deepEqual((await read(person)).stored, {
      inserted: 2,
      updated: 0,
      unchanged: 1,
      deleted: 0,
      refused: 0,
    });
  });

  await t.step(
    "counts the workspace as read until the export was made, or its newest message",
    async () => {
      const readUntil = async (user: TestUser) => {
        const receipts = await readCoverage(
          {
            internal: services.internal,
            vectors: services.vectors(services.service),
            now: services.realNow,
          },
          user.id,
          null,
          ["slack"],
          new Date("2018-02-05T00:00:00Z"),
        );
        return receipts.map(({ status, read_until }) => [status, Date.parse(read_until ?? "")]);
      };
      assert.deepEqual(await readUntil(owner), [[
        "behind",
        Date.parse("2018-02-04T00:00:31.000Z"),
      ]]);
      const made = new Date("2018-02-05T12:00:00Z");
      await importSlackExport(services.internal, owner.id, exported(), () => {}, {
        readUntil: made,
      });
      assert.deepEqual(await readUntil(owner), [["current", made.getTime()]]);
    },
  );

  await t.step("stores the same export for two people apart", async () => {
    const other = await test.signUp("other");
    assert.equal((await read(other)).stored.inserted, 3);
    assert.equal((await events(other)).length, 3);
    assert.equal((await events()).length, 3);
    const ids = new Set([...await events(other), ...await events()].map((event) => event.id));
    assert.equal(ids.size, 6);
  });

  await t.step("refuses what is no export, and a person who is not there", async () => {
    const files = memoryFiles("holiday.zip", new Map([["photo.jpg", ""]]));
    await assert.rejects(
      importSlackExport(services.internal, owner.id, files),
      /holiday\.zip is not a Slack export/,
    );
    await assert.rejects(
      importSlackExport(services.internal, crypto.randomUUID(), exported()),
      { name: "DatabaseError" },
    );
  });
});
