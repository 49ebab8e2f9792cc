import assert from "node:assert/strict";
import { promptsApp } from "../../../shared/apps/prompts.ts";
import { memoryFiles } from "../../../shared/connectors/slack/export/files.ts";
import { importSlackExport } from "../../../shared/connectors/slack/export/import_export.ts";
import { PromptResponse } from "../../../shared/contracts/prompts.ts";
import { ask } from "../../support/functions.ts";
import { startTestStack, type TestStack, type TestUser } from "../../support/stack.ts";
import { deadlineCases } from "./cases/deadlines.ts";
import { readingCases } from "./cases/reading.ts";
import { summaryCases } from "./cases/summaries.ts";
import { taskCases } from "./cases/tasks.ts";
import { type Asked, type FieldCase, lists, MIRA } from "./field_case.ts";

const NOW = "2026-11-25T09:00:00Z";

for (
  const [kind, cases] of Object.entries({
    reading: readingCases,
    tasks: taskCases,
    deadlines: deadlineCases,
    summaries: summaryCases,
  })
) {
  Deno.test(`field cases: ${kind}`, async (t) => {
    await using test = await startTestStack({ now: NOW });
    for (const one of cases) await t.step(one.name, () => prove(test, one));
  });
}

async function prove(test: TestStack, one: FieldCase): Promise<void> {
  const owner = await test.signUp("field");
  const problems = await imported(test, owner, one.files);
  if (one.problem) assert.match(problems.join("\n"), one.problem);
  if (one.events) await proveEvents(owner, one.events);
  for (const asked of one.ask ?? []) await proveAnswer(test, owner, asked);
}

async function imported(test: TestStack, owner: TestUser, files: FieldCase["files"]) {
  const texts = new Map<string, string>();
  for (const [path, value] of Object.entries({ ...lists, ...files })) {
    if (value !== null) texts.set(path, typeof value === "string" ? value : JSON.stringify(value));
  }
  const report = await importSlackExport(
    test.services.internal,
    owner.id,
    memoryFiles("export", texts),
    () => {},
    { ownUserId: MIRA },
  );
  return report.problems.map((problem) => JSON.stringify(problem));
}

async function proveEvents(owner: TestUser, want: NonNullable<FieldCase["events"]>) {
  const { data, error } = await owner.client.from("events")
    .select("external_id, title, author, place, text_for_embedding").is("deleted_at", null);
  assert.equal(error, null);
  const events = (data ?? []).map((row) => ({
    id: row.external_id,
    text: row.text_for_embedding ?? "",
    author: row.author ?? "",
    place: row.place ?? "",
  }));
  const shown = JSON.stringify(events);
  if (want.count !== undefined) assert.equal(events.length, want.count, shown);
  for (const pattern of want.some ?? []) {
    const fits = events.some((event) =>
      Object.entries(pattern).every(([field, expected]) =>
        (expected as RegExp).test(event[field as keyof typeof event])
      )
    );
    assert.ok(fits, `no event fits ${Object.values(pattern).join(" ")}: ${shown}`);
  }
  if (want.none) assert.doesNotMatch(shown, want.none);
}

async function proveAnswer(test: TestStack, owner: TestUser, asked: Asked) {
  const response = await ask(promptsApp(test.services), "/prompts", {
    token: owner.token,
    body: { prompt: asked.prompt },
  });
  const answer = PromptResponse.parse(await response.json());
  const shown = JSON.stringify({ response: answer.response, citations: answer.citations });
  if (asked.intent) assert.equal(answer.intent, asked.intent, shown);
  if (asked.tasks !== undefined || asked.due !== undefined) {
    if (answer.intent !== "task_detection") throw new Error(`no list of tasks: ${shown}`);
    const { tasks } = answer.response;
    assert.equal(tasks.length, asked.tasks ?? 1, shown);
    if (asked.due !== undefined) proveDue(tasks[0]?.due_at ?? null, asked.due);
  }
  for (const pattern of asked.has ?? []) assert.match(shown, pattern);
  for (const pattern of asked.lacks ?? []) assert.doesNotMatch(shown, pattern);
  if (asked.highlights) {
    if (answer.intent !== "summarize") throw new Error(`no summary: ${shown}`);
    const texts = answer.response.content.highlights.map((highlight) => highlight.text).join("\n");
    for (const pattern of asked.highlights) assert.match(texts, pattern);
  }
}

function proveDue(got: string | null, want: [string, string] | null): void {
  if (want === null || got === null) return assert.equal(got, want && want.join(" to "));
  const [earliest, latest] = want.map((at) => Date.parse(at));
  const at = Date.parse(got);
  assert.ok(at >= (earliest ?? NaN) && at <= (latest ?? NaN), `${got} is not in ${want}`);
}
