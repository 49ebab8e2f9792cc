import assert from "node:assert/strict";
import { namesIn } from "../../../../shared/agents/understanding/names.ts";

const known = {
  places: ["#launch", "#dev", "#dev-ops", "Family", "#random", "Inbox", "direct message (Ana)"],
  people: ["Mira Sand", "Jonas", "Ana Lima", "Ana Weiss", "May Chen", "Mark", "José Pérez"],
};

/** [prompt, places, people, unresolved texts] */
const table: [string, string[], string[], string[]][] = [
  ["summarize #launch today", ["#launch"], [], []],
  ["what happened in #dev and #dev-ops?", ["#dev", "#dev-ops"], [], []],
  ["summarize the launch channel", ["#launch"], [], []],
  ["what's new in the Family group", ["Family"], [], []],
  ["fasse den Kanal random zusammen", ["#random"], [], []],
  ["summarize #marketing", ["#marketing"], [], ["#marketing"]],
  ["our #1 priority", [], [], []],
  ["what did Mira decide about the launch date?", [], ["Mira Sand"], []],
  ["messages from Jonas in #dev", ["#dev"], ["Jonas"], []],
  ["what was asked by Mira Sand?", [], ["Mira Sand"], []],
  ["what did @jonas say", [], ["Jonas"], []],
  ["what did Ana say?", [], ["Ana Lima", "Ana Weiss"], ["Ana"]],
  ["what did Ana Lima say?", [], ["Ana Lima"], []],
  ["Jonas's questions this week", [], ["Jonas"], []],
  ["was hat Mira gesagt?", [], ["Mira Sand"], []],
  ["qu'est-ce que José a dit ?", [], ["José Pérez"], []],
  ["what happened in May?", [], [], []],
  ["mark everything as read", [], [], []],
  ["who talked about Jonas?", [], [], []],
  ["when is Mira's birthday?", [], [], []],
];

Deno.test("namesIn() resolves places and authors against what the timeline has", () => {
  for (const [prompt, places, people, unresolved] of table) {
    const scope = namesIn(prompt, known);
    assert.deepEqual([...scope.places].sort(), [...places].sort(), prompt);
    assert.deepEqual(scope.people, people, prompt);
    assert.deepEqual(scope.unresolved.map(({ text }) => text), unresolved, prompt);
  }
});

Deno.test("namesIn() says what an ambiguous name could be", () => {
  const [name] = namesIn("what did Ana say?", known).unresolved;
  assert.deepEqual(name, { kind: "person", text: "Ana", candidates: ["Ana Lima", "Ana Weiss"] });
});
