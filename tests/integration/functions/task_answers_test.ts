import assert from "node:assert/strict";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { PromptResponse } from "../../../shared/contracts/prompts.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack, type TestUser } from "../../support/stack.ts";
import { type Said, storeEvents } from "../../support/timeline.ts";

const now = "2026-03-18T14:30:00Z";

Deno.test("POST /prompts about tasks", async (t) => {
  await using test = await startTestStack({ now });
  const app = promptsApp(test.services);

  async function tasks(user: TestUser, prompt = "what needs action?") {
    const response = await ask(app, "/prompts", { token: user.token, body: { prompt } });
    const body = PromptResponse.parse(await response.json());
    assert.equal(body.intent, "task_detection");
    if (body.intent !== "task_detection") throw new Error("not about tasks");
    return body.response;
  }
  const stored = async (user: TestUser) =>
    (await user.client.from("tasks").select("id, status, status_reason, source_refs")).data ?? [];
  const asked = (said: Partial<Said> & Pick<Said, "at" | "text">): Said => ({
    author: "Jonas",
    byOwner: false,
    addressed: "mention",
    ...said,
  });

  await t.step("counts all there are, and says when it lists less", async () => {
    const owner = await test.signUp("many");
    const at = (index: number) => new Date(Date.parse(now) - (index + 1) * 60_000).toISOString();
    const said = (count: number, from = 0) =>
      Array.from({ length: count }, (_, index) =>
        asked({
          at: at(from + index),
          text: `@Mira please send me the contract number ${from + index}.`,
        }));
    await storeEvents(test, owner.id, said(60));
    const first = await tasks(owner);
    assert.deepEqual([first.total, first.tasks.length, first.truncated], [60, 60, false]);
    assert.deepEqual(first.events, { total: 60, read: 60 });
    await storeEvents(test, owner.id, said(190, 60));
    const second = await tasks(owner);
    assert.deepEqual([second.total, second.tasks.length, second.truncated], [250, 200, true]);
  });

  const request = asked({
    at: "2026-03-18T10:00:00Z",
    text: "@Mira can you please send me the floor plan by Friday?",
    thread: "T1",
  });
  const reply = (at: string, text: string, byOwner: boolean): Said => ({
    at,
    text,
    byOwner,
    author: byOwner ? "Mira" : "Jonas",
    thread: "T1",
  });

  await t.step(
    "closes a task once its thread is settled, and opens it when asked again",
    async () => {
      const owner = await test.signUp("settled");
      await storeEvents(test, owner.id, [request]);
      assert.equal((await tasks(owner)).total, 1);
      await storeEvents(test, owner.id, [reply("2026-03-18T10:05:00Z", "Sent it just now.", true)]);
      assert.equal((await tasks(owner)).total, 0);
      const [task] = await stored(owner);
      assert.deepEqual([task?.status, task?.status_reason], ["done", "done"]);
      await storeEvents(test, owner.id, [
        reply("2026-03-18T10:09:00Z", "Hm, it is still missing here.", false),
      ]);
      assert.equal((await tasks(owner)).total, 1);
    },
  );

  await t.step("leaves to the person what the person has touched", async () => {
    const owner = await test.signUp("touched");
    await storeEvents(test, owner.id, [request]);
    const [found] = (await tasks(owner)).tasks;
    const { error } = await owner.client.from("tasks").update({ title: "Floor plan" })
      .eq("id", found?.id ?? "");
    assert.equal(error, null);
    await storeEvents(test, owner.id, [reply("2026-03-18T10:05:00Z", "Sent it just now.", true)]);
    assert.equal((await tasks(owner)).total, 0, "it is not found again");
    assert.equal((await stored(owner))[0]?.status, "open");
  });

  await t.step("keeps one task with several references for what is asked again", async () => {
    const owner = await test.signUp("again");
    const text = "@Mira please confirm the head count by Thursday.";
    await storeEvents(test, owner.id, [
      asked({ at: "2026-03-17T09:00:00Z", text, place: "#launch" }),
    ]);
    assert.equal((await tasks(owner)).total, 1);
    await storeEvents(test, owner.id, [
      asked({ at: "2026-03-18T09:00:00Z", text, place: "#events" }),
    ]);
    assert.equal((await tasks(owner)).total, 1);
    assert.equal((await stored(owner))[0]?.source_refs.length, 2);
    // The first time lies outside this window, the second in it.
    assert.equal((await tasks(owner, "what needs action today?")).total, 1);
    assert.equal((await stored(owner)).length, 1);
  });

  await t.step("answers what is due from the deadlines of all open tasks", async () => {
    const owner = await test.signUp("due");
    await storeEvents(test, owner.id, [
      asked({ at: "2026-03-10T09:00:00Z", text: "@Mira please send the plan by March 19." }),
      asked({ at: "2026-03-18T09:00:00Z", text: "@Mira please book the hall by next Tuesday." }),
      asked({ at: "2026-03-18T09:01:00Z", text: "@Mira please water the plants." }),
    ]);
    const due = await tasks(owner, "what is due tomorrow?");
    assert.deepEqual(due.tasks.map((task) => task.title), [
      "@Mira please send the plan by March 19.",
    ]);
    assert.equal(due.time_range.start, "2026-03-19T00:00:00.000Z");
    assert.equal((await tasks(owner, "what is due?")).total, 2);
  });

  await t.step("lists what the owner waits for, and keeps no task for who asks that", async () => {
    const owner = await test.signUp("waiting");
    const own = (at: string, text: string, thread: string): Said => ({
      at,
      text,
      thread,
      author: "Mira",
      byOwner: true,
      place: "#launch",
    });
    await storeEvents(test, owner.id, [
      own("2026-03-17T09:00:00Z", "@Jonas could you send me the guest list by Friday?", "W1"),
      own("2026-03-18T09:00:00Z", "@Priya which hall did you book for the party?", "W2"),
      {
        at: "2026-03-18T09:05:00Z",
        text: "The small one by the river.",
        thread: "W2",
        author: "Priya",
        byOwner: false,
        place: "#launch",
      },
      asked({ at: "2026-03-18T10:00:00Z", text: "@Mira please water the plants.", place: "#home" }),
    ]);
    const waiting = await tasks(owner, "what am I waiting for?");
    assert.equal(waiting.asked, "waiting_for");
    assert.deepEqual([waiting.total, (await stored(owner)).length], [0, 0]);
    const { requests, total, owner_unknown } = waiting.waiting_for;
    assert.deepEqual([total, owner_unknown], [1, []]);
    assert.deepEqual(
      requests.map(({ asked_of, title, place, due_at }) => [
        asked_of,
        title,
        place,
        due_at && new Date(due_at).toISOString(),
      ]),
      [[
        "Jonas",
        "@Jonas could you send me the guest list by Friday?",
        "#launch",
        "2026-03-21T00:00:00.000Z",
      ]],
    );
    const reverse = await tasks(owner, "who is waiting for me?");
    assert.deepEqual([reverse.asked, reverse.total, reverse.waiting_for.total], ["tasks", 1, 1]);
  });

  await t.step(
    "says where it is not known who the owner is, and lists nobody's requests",
    async () => {
      const owner = await test.signUp("unknown");
      await storeEvents(test, owner.id, [{
        at: "2026-03-17T09:00:00Z",
        text: "@Jonas could you send me the guest list by Friday?",
        author: "Mira",
      }]);
      const { waiting_for } = await tasks(owner, "who am I waiting for?");
      assert.deepEqual(waiting_for, { requests: [], total: 0, owner_unknown: ["slack"] });
    },
  );
});
