import assert from "node:assert/strict";
import { detectActions } from "../../../../../shared/agents/intents/task_detection/extractive.ts";
import { eventId, evidence } from "../../../../support/evidence.ts";

/** What is detected in one event of this text. */
function detected(text: string, changes: Parameters<typeof evidence>[2] = {}) {
  const [action, ...others] = detectActions([evidence(1, text, changes)]).actions;
  assert.deepEqual(others, []);
  return action;
}

Deno.test("detectActions() finds the sentence that asks, as it was written", () => {
  const text =
    "Hi Sam,\n\nthe contract has no open points any more. Could you send the signed contract to Lena by Friday?\n\nThanks\nMira";
  assert.deepEqual(detected(text, { title: "Mira: Contract with Fahrwerk" }), {
    event_id: eventId(1),
    title: "Could you send the signed contract to Lena by Friday?",
    details: "Mira: Contract with Fahrwerk",
    priority: "medium",
    due_text: "Friday",
  });
  assert.equal(detected("Please approve the invoice in the finance tool.")?.details, null);
});

Deno.test("detectActions() finds nothing where nobody asks for anything", () => {
  const quiet = [
    "",
    "🎉",
    "ok",
    "Thanks, it works now",
    "The notes of our retrospective are in the team folder.",
    "On Sunday between 6:00 and 8:00 the mail servers are updated.",
    "Any ideas?",
    "> Could you please send the contract?",
    "```\nplease_send(contract)\n```",
  ];
  for (const text of quiet) assert.equal(detected(text), undefined, text);
  assert.deepEqual(detectActions([]), { actions: [] });
});

Deno.test("detectActions() tells what is urgent from what can wait", () => {
  const priority = (text: string, mentionsOwner = false) =>
    detected(text, { mentionsOwner })?.priority;
  assert.equal(priority("Could you please send the report today?"), "high");
  assert.equal(priority("Please call the customer back asap, they are waiting."), "high");
  assert.equal(priority("Could you please send the report?"), "medium");
  assert.equal(priority("Could you send me the report when you get a chance?"), "low");
  assert.equal(priority("No rush, but could you please review the draft today?"), "low");
  // A question to nobody in particular, unless it comes with one's name on it.
  const open = "Should we move the meeting with the customer to Thursday?";
  assert.equal(priority(open), "low");
  assert.equal(priority(open, true), "medium");
});

Deno.test("detectActions() names a deadline and takes no length of time for one", () => {
  const due = (text: string) => detected(text)?.due_text;
  assert.equal(due("Please send me the signed contract by tomorrow."), "tomorrow");
  assert.equal(due("Can you send the slides before 5pm on Thursday?"), "5pm on Thursday");
  assert.equal(due("Could you please spare me ten minutes to look at the contract?"), null);
  assert.equal(due("Please send me the signed contract."), null);
});

Deno.test("detectActions() reads a deadline by the time of the message, not of the reader", () => {
  const asked = "Could you please send me the signed contract by Feb 29?";
  assert.equal(detected(asked, { occurredAt: "2024-02-01T09:00:00.000Z" })?.due_text, "Feb 29");
});

Deno.test("detectActions() leaves out what is asked of others by name", () => {
  const others = evidence(1, "@Jonas could you please book a table for six?");
  const mine = evidence(2, "@Sam could you please call the landlord?", { mentionsOwner: true });
  const anybody = evidence(3, "Could somebody please restart the build server?");
  const ids = (items: typeof others[]) =>
    detectActions(items).actions.map((a) => a.event_id).sort();
  assert.deepEqual(ids([others, mine, anybody]), [mine.id, anybody.id]);
  // Where no source can tell who the owner is, nobody can tell whom it is asked of.
  assert.deepEqual(ids([others, anybody]), [others.id, anybody.id]);
  const address = evidence(4, "Could you please write to lena@spokewise.example?");
  assert.deepEqual(ids([mine, address]), [mine.id, address.id]);
});

Deno.test("detectActions() puts the most pressing first and the newer before the older", () => {
  const texts = [
    "Could you send me the report when you get a chance?",
    "Could you please send me the report?",
    "Could you please send me the report today?",
    "Could you please send me the report?",
  ];
  const items = texts.map((text, index) => evidence(index + 1, text));
  assert.deepEqual(
    detectActions(items).actions.map(({ event_id, priority }) => [event_id, priority]),
    [
      [eventId(3), "high"],
      [eventId(4), "medium"],
      [eventId(2), "medium"],
      [eventId(1), "low"],
    ],
  );
});

Deno.test("detectActions() gives one action an event and at most fifty", () => {
  const twice = "Could you please send the report? Please also book the room.";
  assert.equal(detectActions([evidence(1, twice)]).actions.length, 1);
  const many = Array.from(
    { length: 80 },
    (_, index) => evidence(index + 1, "Please send the report."),
  );
  assert.equal(detectActions(many).actions.length, 50);
});

Deno.test("detectActions() takes no page of text for a request", () => {
  assert.equal(detected(`Please ${"read the report and ".repeat(40)}answer`), undefined);
});
