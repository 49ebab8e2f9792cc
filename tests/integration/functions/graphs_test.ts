import assert from "node:assert/strict";
import type { AgentContext } from "../../../shared/agents/context.ts";
import { createAgentContext, createServiceContext } from "../../../shared/agents/create_context.ts";
import { answerPrompt } from "../../../shared/agents/prompt_router.ts";
import { proposalGraph } from "../../../shared/agents/intents/task_detection/proposal_graph.ts";
import { ScriptedModel } from "../../support/models.ts";
import { startTestStack, type TestUser } from "../../support/stack.ts";
import { storeEvents } from "../../support/timeline.ts";

const now = "2026-03-18T14:30:00Z";
const window = { start: new Date("2026-03-18T12:30:00Z"), end: new Date(now) };

Deno.test("answerPrompt() with a model that makes things up", async (t) => {
  await using test = await startTestStack({ now });
  const owner = await test.signUp("owner");
  const other = await test.signUp("other");
  const said = {
    at: "2026-03-18T14:00:00Z",
    text: "Please send the contract to Lena by tomorrow.",
  };
  const [mine = ""] = await storeEvents(test, owner.id, [said]);
  const [theirs = ""] = await storeEvents(test, other.id, [said]);
  const [old = ""] = await storeEvents(test, owner.id, [
    { at: "2026-03-01T09:00:00Z", text: "Please send the old contract to Lena." },
  ]);

  const contextOf = async (user: TestUser, outputs?: unknown[]): Promise<AgentContext> => {
    const context = await createAgentContext(test.services, user);
    return outputs ? { ...context, model: new ScriptedModel(outputs) } : context;
  };
  const stored = async (table: string) =>
    (await owner.client.from(table).select("id")).data?.length ?? 0;

  const route = (intent: string) => ({
    intent,
    time: null,
    sources: [],
    places: [],
    people: [],
    priority: null,
  });
  const outputs: Record<string, (id: string) => unknown> = {
    summarize: (id) => ({
      overview: "One thing happened.",
      highlights: [{ text: "A contract", event_ids: [id] }],
      key_event_ids: [id],
      themes: [],
    }),
    task_detection: (id) => ({
      actions: [{
        event_id: id,
        title: "Send the contract",
        details: null,
        priority: "high",
        due_text: null,
      }],
    }),
    answer: (id) => ({
      answer: "Lena gets it.",
      statements: [{ text: "Lena gets it.", event_ids: [id] }],
    }),
  };
  const unknown = {
    "of nobody": "00000000-0000-4000-8000-000000000000",
    "of somebody else": theirs,
    "from outside the window": old,
  };
  // Words that do not say what is wanted: the model is asked.
  const prompt = "contract, last 2 hours";

  for (const [intent, output] of Object.entries(outputs)) {
    for (const [whose, id] of Object.entries(unknown)) {
      await t.step(`${intent} cites no event ${whose}, but gives an extract`, async () => {
        const context = await contextOf(owner, [route(intent), output(id)]);
        const answer = await answerPrompt(context, { prompt });
        assert.deepEqual([answer.model, answer.degraded], ["extractive", true]);
        assert.ok(!JSON.stringify(answer).includes(id));
        assert.ok(answer.citations.every((citation) => citation.id === mine));
      });
    }
    await t.step(`${intent} returns what was repaired`, async () => {
      const context = await contextOf(owner, [route(intent), output(theirs), output(mine)]);
      const answer = await answerPrompt(context, { prompt });
      assert.deepEqual(answer.citations.map((citation) => citation.id), [mine]);
      assert.ok(!JSON.stringify(answer).includes(theirs));
      await owner.client.from("summaries").delete().neq("id", theirs);
      await owner.client.from("tasks").delete().neq("id", theirs);
    });
  }

  await t.step("evidence is what RLS lets its owner read, and only of the window", async () => {
    const context = await contextOf(owner, [route("summarize"), outputs["summarize"]?.(mine)]);
    await answerPrompt(context, { prompt });
    const { asked } = context.model as ScriptedModel;
    const evidence = asked.flat().flatMap((message) =>
      message.role === "evidence" ? message.items : []
    );
    assert.deepEqual(evidence.map((item) => item.id), [mine]);
  });

  await t.step("createAgentContext() reads UTC for somebody whose profile is gone", async () => {
    const gone = await test.signUp("gone");
    await test.stack.sql("delete from public.users where id = $1", [gone.id]);
    assert.equal((await contextOf(gone)).timezone, "UTC");
  });

  await t.step("proposalGraph() proposes for one person, and makes no tasks", async () => {
    const context = await createServiceContext(test.services, owner.id, "UTC");
    const before = await stored("tasks");
    const { proposalId } = await proposalGraph.invoke({ context, window });
    const again = await proposalGraph.invoke({ context, window });
    assert.equal(again.proposalId, proposalId);
    const { data } = await owner.client.from("proposals").select("id, content_json, source_refs");
    assert.equal(data?.length, 1);
    assert.equal(data?.[0]?.id, proposalId);
    assert.deepEqual(data?.[0]?.source_refs, [{ type: "event", id: mine, source: "slack" }]);
    assert.equal(data?.[0]?.content_json.actions[0].event_id, mine);
    assert.equal(await stored("tasks"), before);
    const quiet = { start: new Date("2020-01-01"), end: new Date("2020-01-02") };
    assert.equal((await proposalGraph.invoke({ context, window: quiet })).proposalId, null);
  });
});
