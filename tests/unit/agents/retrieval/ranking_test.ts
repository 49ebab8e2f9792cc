import assert from "node:assert/strict";
import { standingsOf } from "../../../../shared/agents/retrieval/conversation.ts";
import { passagesOf } from "../../../../shared/agents/retrieval/ranking.ts";
import { eventId, evidence } from "../../../support/evidence.ts";

const room = { place: "#launch" };

/** Texts of the items by their best passage, best first. */
function ranked(question: string, items: ReturnType<typeof evidence>[]): string[] {
  return passagesOf(question, items).sort((a, b) => b.score - a.score)
    .map(({ item }) => item.text);
}

Deno.test("passagesOf() puts a reply above the question that it answers", () => {
  const items = [
    evidence(1, "How many spare wheels are left?", { ...room, author: "Greta" }),
    evidence(2, "Only seven", { ...room, author: "Pavel" }),
    evidence(3, "Lunch?", { place: "#random", author: "Noor" }),
  ];
  assert.deepEqual(ranked("how many spare wheels are left?", items)[0], "Only seven");
});

Deno.test("passagesOf() puts an answer above what the asker says around the question", () => {
  const items = [
    evidence(1, "I have the spare wheels of bike 7 here.", { ...room, author: "Greta" }),
    evidence(2, "Where do spare wheels go?", { ...room, author: "Greta" }),
    evidence(3, "To the shelf in the Lager", { ...room, author: "Pavel" }),
  ];
  assert.equal(ranked("where do the spare wheels go?", items)[0], "To the shelf in the Lager");
});

Deno.test("passagesOf() meets other words for the same, compounds and code", () => {
  for (
    const [question, text] of [
      ["What does a monthly pass cost?", "The price of the monthly pass is 19 euros"],
      ["When did the stack overflow happen?", "the stackoverflow happened on Friday"],
      ["Which option keeps conditionals?", "try\n```\n(read {:conditionals :keep})\n```"],
    ] as const
  ) {
    const [best] = passagesOf(question, [evidence(1, text), evidence(2, "Nothing of the kind")])
      .sort((a, b) => b.score - a.score);
    assert.ok(
      (best?.score ?? 0) > 0.5 && best?.item.id === eventId(1),
      `${question}: ${best?.score}`,
    );
  }
});

Deno.test("standingsOf() looks back in the thread, or else in the place and not beyond hours", () => {
  const hour = (number: number) => new Date(Date.UTC(2026, 0, 5, number)).toISOString();
  const items = [
    evidence(1, "a", { ...room, occurredAt: hour(0) }),
    evidence(2, "b", { ...room, occurredAt: hour(1), threadId: "t" }),
    evidence(3, "c", { ...room, occurredAt: hour(2) }),
    evidence(4, "d", { ...room, occurredAt: hour(3), threadId: "t" }),
    evidence(5, "e", { ...room, occurredAt: hour(9) }),
  ];
  const standings = standingsOf(items);
  const before = items.map((item) => standings.get(item)?.before.map(({ text }) => text).join(""));
  assert.deepEqual(before, ["", "a", "ba", "b", ""]);
});
