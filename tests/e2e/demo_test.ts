import assert from "node:assert/strict";
import { z } from "zod";
import { PromptResponse } from "../../shared/contracts/prompts.ts";
import { run } from "../support/command.ts";
import { writeSlackExport } from "../support/slack_export.ts";

const demo = "supabase/commands/demo.ts";

function answersIn(stdout: string): PromptResponse[] {
  return z.array(PromptResponse).parse(JSON.parse(stdout));
}

Deno.test("demo answers both prompts from the sample workspace with citations", async () => {
  const { code, stdout, stderr } = await run(demo, ["--json", "--now", "2026-03-02T15:00:00Z"]);
  assert.equal(code, 0, stderr);
  const [summary, tasks] = answersIn(stdout);
  assert.ok(summary?.intent === "summarize" && tasks?.intent === "task_detection");
  const { content, time_range } = summary.response;
  assert.equal(time_range.start, "2026-03-02T13:00:00.000Z");
  assert.ok(content.statistics.total_events >= 20);
  assert.ok((content.statistics.by_source.slack ?? 0) > 0);
  assert.ok((content.statistics.by_source.telegram ?? 0) > 0);
  assert.ok((content.statistics.by_source.outlook ?? 0) > 0);
  const cited = new Set(summary.citations.map((citation) => citation.id));
  for (const highlight of content.highlights) {
    for (const id of highlight.event_ids) {
      assert.ok(cited.has(id), "a highlight cites an event that is not listed");
    }
  }
  for (const citation of summary.citations) {
    assert.ok(citation.occurred_at >= "2026-03-02T13" && citation.occurred_at < "2026-03-02T15");
  }
  assert.ok(tasks.response.tasks.some((task) => task.title.includes("signed contract")));
});

Deno.test("demo prints answers for a person, and progress apart from them", async () => {
  const { code, stdout, stderr } = await run(demo, [
    "--prompt",
    "what did Mira propose about the launch?",
  ]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /what did Mira propose about the launch\?/);
  assert.match(stdout, /launch from Monday/);
  assert.match(stdout, /Taken from:/);
  assert.match(stderr, /✓ .*without Docker/);
  assert.doesNotMatch(stdout, /✓/);
});

Deno.test("demo counts exactly the events of an export's window", async () => {
  const folder = await Deno.makeTempDir();
  const end = Date.parse("2026-03-02T15:00:00Z") / 1000;
  await writeSlackExport(folder, [
    { channel: "general", at: end - 7201, user: "U1", text: "A second before the window begins" },
    {
      channel: "general",
      at: end - 7200,
      user: "U1",
      text: "Could you send me the budget for the new office, <@U2>?",
    },
    {
      channel: "general",
      at: end - 60,
      user: "U2",
      text: "<@U2> has joined the channel",
      subtype: "channel_join",
    },
    {
      channel: "general",
      at: end - 50,
      user: "U2",
      text: "The budget for the office is in the shared folder now.",
    },
    { channel: "general", at: end, user: "U1", text: "This one belongs to the next window" },
  ]);
  try {
    const { code, stdout, stderr } = await run(demo, [
      "--json",
      "--slack-export",
      folder,
      "--now",
      "2026-03-02T15:00:00Z",
      "--prompt",
      "summarize last 2 hours",
      "--prompt",
      "what needs action?",
    ]);
    assert.equal(code, 0, stderr);
    const [summary, tasks] = answersIn(stdout);
    assert.ok(summary?.intent === "summarize" && tasks?.intent === "task_detection");
    assert.deepEqual(summary.response.content.statistics, {
      total_events: 2,
      by_source: { slack: 2 },
      events_read: 2,
    });
    assert.deepEqual(tasks.response.tasks.map((task) => task.title), [
      "Could you send me the budget for the new office, @ben?",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("demo refuses what it cannot use, and says the remedy", async (t) => {
  const refused = async (args: string[], remedy: RegExp, exit = 2) => {
    const { code, stdout, stderr } = await run(demo, args);
    assert.equal(code, exit);
    assert.equal(stdout, "");
    assert.match(stderr, remedy);
  };
  await t.step(
    "a time without offset",
    () => refused(["--now", "yesterday"], /--now must be an ISO time/),
  );
  await t.step(
    "a path that is not there",
    () => refused(["--slack-export", "/no/such/export"], /does not exist/, 1),
  );
  await t.step("an unknown flag", () => refused(["--fast"], /--fast/));
});
