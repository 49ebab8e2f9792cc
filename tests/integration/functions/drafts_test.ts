import assert from "node:assert/strict";
import { draftsApp } from "../../../shared/apps/drafts.ts";
import { tasksApp } from "../../../shared/apps/tasks.ts";
import { Draft, DraftPage } from "../../../shared/contracts/drafts.ts";
import { serveChat } from "../../providers/openai/chat_server.ts";
import { ask, type Asked } from "../../support/functions.ts";
import { fieldsOf, problemOf } from "../../support/problems.ts";
import { startTestStack } from "../../support/stack.ts";
import { storeEvents } from "../../support/timeline.ts";

const now = "2026-03-18T14:30:00Z";

Deno.test("/drafts", async (t) => {
  await using test = await startTestStack({ now, env: { RATE_LIMIT_PER_MINUTE: "1000" } });
  const { services } = test;
  const app = draftsApp(services);
  const owner = await test.signUp("owner");
  const other = await test.signUp("other");
  const [message = "", mail = "", meeting = ""] = await storeEvents(test, owner.id, [
    { at: "2026-03-18T13:00:00Z", text: "Can you come on Friday?" },
    { at: "2026-03-18T13:05:00Z", text: "The invoice is attached.", source: "outlook" },
    { at: "2026-03-18T13:10:00Z", text: "Stand-up", source: "calendar" },
  ]);
  const [theirs = ""] = await storeEvents(test, other.id, [{ at: now, text: "Not yours." }]);

  const send = (path = "", asked: Asked = {}) =>
    ask(app, `/drafts${path}`, { token: owner.token, ...asked });
  const draftOf = async (response: Response, status = 200) => {
    const text = await response.text();
    assert.equal(response.status, status, text);
    return Draft.parse(JSON.parse(text));
  };
  const list = async (query = "", token = owner.token) =>
    DraftPage.parse(await (await send(query, { token })).json());

  await t.step("POST stores a reply to an event, which it cites", async () => {
    const draft = await draftOf(
      await send("", { body: { reply_to_event_id: message, text: " Friday suits me. " } }),
      201,
    );
    assert.deepEqual({ ...draft, id: "", created_at: "", updated_at: "" }, {
      id: "",
      kind: "slack_reply",
      text: "Friday suits me.",
      model: null,
      reply_to_event_id: message,
      source_refs: [{ type: "event", id: message, source: "slack" }],
      created_at: "",
      updated_at: "",
    });
    assert.deepEqual(await draftOf(await send(`/${draft.id}`)), draft);
    const { kind } = await draftOf(
      await send("", { body: { reply_to_event_id: mail, text: "Thanks." } }),
      201,
    );
    assert.equal(kind, "outlook_reply");
  });

  await t.step("POST stores a reply to the event of a task, and a note", async () => {
    const tasks = tasksApp(services);
    const add = async (body: object) =>
      (await (await ask(tasks, "/tasks", { token: owner.token, body })).json()).id as string;
    const task = await add({ title: "Answer", source_event_id: message });
    const reply = await draftOf(
      await send("", { body: { reply_to_task_id: task, text: "I come." } }),
      201,
    );
    assert.equal(reply.reply_to_event_id, message);
    const unfounded = await add({ title: "Mine" });
    assert.deepEqual(
      await fieldsOf(await send("", { body: { reply_to_task_id: unfounded, text: "x" } })),
      ["reply_to_task_id"],
    );
    const note = await draftOf(await send("", { body: { text: "Ask Mira" } }), 201);
    assert.deepEqual([note.kind, note.source_refs], ["note", []]);
  });

  await t.step("POST names what is wrong", async () => {
    const fields = async (body: object) => await fieldsOf(await send("", { body }));
    assert.deepEqual(await fields({}), ["text"]);
    assert.deepEqual(await fields({ text: " " }), ["text"]);
    assert.deepEqual(await fields({ text: "x", reply_to_event_id: theirs }), ["reply_to_event_id"]);
    assert.deepEqual(await fields({ text: "x", reply_to_event_id: meeting }), [
      "reply_to_event_id",
    ]);
    assert.deepEqual(
      await fields({ text: "x", reply_to_event_id: mail, reply_to_task_id: theirs }),
      ["reply_to_task_id"],
    );
    assert.deepEqual(await fields({ text: "x", source_refs: [] }), ["source_refs"]);
    assert.deepEqual(await fields({ text: "x", instructions: "be kind" }), ["instructions"]);
    await problemOf(
      await send("", { body: { text: "x", reply_to_task_id: crypto.randomUUID() } }),
      404,
    );
  });

  await t.step("POST without a text says that no model writes one", async () => {
    const response = await send("", { body: { reply_to_event_id: message } });
    assert.equal((await problemOf(response, 503)).code, "no_language_model");
  });

  await t.step("GET lists the newest first, by kind, in pages", async () => {
    const { drafts, total } = await list();
    assert.deepEqual(drafts.map(({ text }) => text), [
      "Ask Mira",
      "I come.",
      "Thanks.",
      "Friday suits me.",
    ]);
    assert.equal(total, 4);
    assert.equal((await list("?kind=slack_reply")).total, 2);
    const first = await list("?limit=3");
    const second = await list(`?limit=3&cursor=${first.next_cursor}`);
    assert.deepEqual([...first.drafts, ...second.drafts], drafts);
    assert.equal(second.next_cursor, null);
    assert.equal((await list("", other.token)).total, 0);
  });

  await t.step("PATCH changes the text of the version that it was meant for", async () => {
    const { drafts: [newest] } = await list();
    const path = `/${newest?.id}`;
    const etag = (await send(path)).headers.get("etag") ?? "";
    const change = (text: string, headers: Record<string, string> = {}) =>
      send(path, { method: "PATCH", body: { text }, headers });
    assert.equal((await draftOf(await change("Ask Lena", { "if-match": etag }))).text, "Ask Lena");
    await problemOf(await change("Ask Ben", { "if-match": etag }), 412);
    assert.equal((await draftOf(await change("Ask Olga"))).text, "Ask Olga");
    assert.deepEqual(await fieldsOf(await change("")), ["text"]);
    await problemOf(await send(path, { token: other.token, method: "DELETE" }), 404);
    await problemOf(await send(path, { method: "DELETE", headers: { "if-match": etag } }), 412);
  });

  await t.step("PATCH keeps what else a draft has, whoever changes it meanwhile", async () => {
    const { data } = await owner.client.from("drafts")
      .insert({ kind: "note", content_json: { text: "old", tone: "formal" } }).select("id")
      .single();
    const answers = await Promise.all(
      ["a", "b", "c"].map((text) => send(`/${data?.id}`, { method: "PATCH", body: { text } })),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    const kept = await owner.client.from("drafts").select("content_json").eq("id", data?.id ?? "");
    assert.equal(kept.data?.[0]?.content_json.tone, "formal");
  });

  await t.step("DELETE deletes a draft once", async () => {
    const { drafts: [newest], total } = await list();
    const gone = await send(`/${newest?.id}`, { method: "DELETE" });
    assert.equal(gone.status, 204);
    await problemOf(await send(`/${newest?.id}`, { method: "DELETE" }), 404);
    assert.equal((await list()).total, total - 1);
  });

  await t.step("a repeated request stores one draft", async () => {
    const headers = { "idempotency-key": "draft-1" };
    const body = { text: "Only once" };
    const ids = await Promise.all(
      [1, 2, 3].map(async () => (await draftOf(await send("", { body, headers }), 201)).id),
    );
    assert.equal(new Set(ids).size, 1);
  });
});

Deno.test("POST /drafts with a chat model", async (t) => {
  const texts: string[] = [];
  await using chat = serveChat(() => ({ content: { text: texts.shift() ?? "I do." } }));
  await using test = await startTestStack({
    now,
    env: { OPENAI_API_KEY: chat.apiKey, OPENAI_BASE_URL: chat.url, OPENAI_CHAT_MODEL: chat.model },
  });
  const { stack, services } = test;
  const owner = await test.signUp("owner");
  const ids = await storeEvents(test, owner.id, [
    { at: "2026-03-18T12:00:00Z", text: "Shall we meet on the 20th?" },
    { at: "2026-03-18T12:05:00Z", text: "Do you bring the contract?" },
    { at: "2026-03-18T12:10:00Z", text: "Said after it." },
    { at: "2026-03-18T12:03:00Z", text: "The code of the safe is 4711." },
  ]);
  const [first = "", second = "", later = ""] = ids;
  await stack.sql(
    `with thread as (
       insert into public.threads (user_id, source, external_id) values ($1, 'slack', 'T1') returning id
     ) update public.events e set thread_id = thread.id from thread where e.id in ($2, $3, $4)`,
    [owner.id, first, second, later],
  );
  const write = async (more: object = {}, headers: Record<string, string> = {}) => {
    const response = await ask(draftsApp(services), "/drafts", {
      token: owner.token,
      body: { reply_to_event_id: second, ...more },
      headers,
    });
    const text = await response.text();
    assert.equal(response.status, 201, text);
    return Draft.parse(JSON.parse(text));
  };

  await t.step("writes from the conversation alone, and cites all that it read of it", async () => {
    texts.push("Yes, on the 20th.");
    const draft = await write({ instructions: "agree" });
    assert.deepEqual([draft.text, draft.model], ["Yes, on the 20th.", chat.model]);
    assert.deepEqual(draft.source_refs.map(({ id }) => id), [first, second]);
    const sent = JSON.stringify(chat.requests.at(-1)?.messages);
    assert.ok(sent.includes("contract") && sent.includes("agree"));
    assert.ok(!sent.includes("4711") && !sent.includes("Said after it"));
  });

  await t.step("sends a number that nobody said back, and takes the mended text", async () => {
    texts.push("Yes, on the 21st.", "Yes.");
    assert.equal((await write()).text, "Yes.");
    assert.equal(texts.length, 0);
  });

  await t.step("who sends it twice is written to once", async () => {
    const headers = { "idempotency-key": "reply-1" };
    texts.push("Once.");
    const { id } = await write({}, headers);
    await stack.sql(
      "update internal.idempotency_keys set status = null, body = null, held_until = now()",
    );
    const asked = chat.requests.length;
    assert.equal((await write({}, headers)).id, id);
    assert.equal(chat.requests.length, asked);
  });
  assert.deepEqual(chat.faults, []);
});
