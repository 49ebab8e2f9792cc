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
    repeated_in: [],
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
  assert.deepEqual(detectActions([]), { actions: [], waiting_for: [], settled: [] });
});

Deno.test("detectActions() tells what is urgent from what can wait", () => {
  const priority = (text: string, mentioned = false) =>
    detected(text, { addressed: mentioned ? "mention" : "none" })?.priority;
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
  const mine = evidence(2, "@Sam could you please call the landlord?", {
    addressed: "mention",
  });
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
    "Could you send me the contract when you get a chance?",
    "Could you please send me the report of May?",
    "Could you please send me the invoice today?",
    "Could you please send me the report of June?",
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

Deno.test("detectActions() gives one action an event and all there are", () => {
  const twice = "Could you please send the report? Please also book the room.";
  assert.equal(detectActions([evidence(1, twice)]).actions.length, 1);
  const many = Array.from(
    { length: 80 },
    (_, index) => evidence(index + 1, `Please send the report number ${index}.`),
  );
  assert.equal(detectActions(many).actions.length, 80);
});

const owned = { byOwner: false, addressed: "mention" } as const;

Deno.test("detectActions() leaves out the owner's own requests and what others are asked", () => {
  const ids = (items: ReturnType<typeof evidence>[]) =>
    detectActions(items).actions.map((action) => action.event_id);
  const own = evidence(1, "Can you please send me the draft by Friday?", { byOwner: true });
  const others = [
    evidence(2, "@Jonas please book the van for Thursday.", { byOwner: false }),
    evidence(3, "Jonas, could you please book the van for Thursday?", {
      byOwner: false,
      author: "Priya",
    }),
    evidence(4, "Thanks!", { byOwner: false, author: "Jonas" }),
  ];
  assert.deepEqual(ids([own, ...others]), []);
  const mine = evidence(5, "@Mira please book the van for Thursday.", owned);
  assert.deepEqual(ids([own, ...others, mine]), [mine.id]);
  const about = evidence(7, "Please ask @Priya to sign the form.", {
    byOwner: false,
    addressed: "direct",
  });
  assert.deepEqual(ids([own, ...others, about]), [about.id]);
  const room = evidence(6, "Could somebody please restart the build server?", { byOwner: false });
  assert.equal(detectActions([room]).actions[0]?.priority, "low");
});

Deno.test("detectActions() leaves out what its conversation has settled, and says how", () => {
  const threadId = eventId(900);
  const ask = evidence(1, "@Mira can you please send me the floor plan by Friday?", {
    ...owned,
    author: "Jonas",
    threadId,
  });
  const reply = (number: number, text: string, author: string) =>
    evidence(number, text, { author, threadId, byOwner: author === "Mira" });
  const after = (...replies: [string, string][]) => {
    const said = replies.map(([author, text], index) => reply(index + 2, text, author));
    return detectActions([ask, ...said]).settled[0]?.reason;
  };
  assert.equal(after(["Mira", "Sent it to you just now."]), "done");
  assert.equal(after(["Mira", "It is in the folder."], ["Jonas", "Got it, thanks!"]), "answered");
  assert.equal(after(["Jonas", "Never mind, found it."]), "withdrawn");
  assert.equal(after(["Mira", "Will do, I'll send it tomorrow"]), undefined);
  assert.equal(after(["Mira", "Not done yet"]), undefined);
  assert.equal(after(["Mira", "I haven't sent it yet"]), undefined);
  assert.equal(after(["Mira", "Sent."], ["Jonas", "It is still missing."]), undefined);
});

Deno.test("detectActions() takes no advertisement of a program for a request", () => {
  const bot = { byOwner: false, automated: true } as const;
  assert.equal(detected("Please take our survey and win a gift card!", bot), undefined);
  assert.equal(detected("Could you spare a minute, Mira? Unsubscribe here", bot), undefined);
  const review = "@Mira please review pull request 88 by Friday.";
  assert.equal(detected(review, { ...bot, addressed: "mention" })?.title, review);
});

Deno.test("detectActions() leaves out what stands in a quoted mail", () => {
  const ask = "Could you please sign the contract by Friday?";
  for (
    const quotation of [
      "From: Jonas Weber\nSent: Tuesday\nTo: Priya Nair\nSubject: Contract",
      "Von: Jonas Weber\nGesendet: Dienstag\nAn: Priya\nBetreff: Vertrag",
      "De : Jonas\nEnvoyé : mardi\nÀ : Priya\nObjet : Contrat",
      "On Tue, 24 Nov 2026, Jonas <jonas@a.example> wrote:",
      "On Tue, 24 Nov 2026 at 09:12\nJonas Weber <jonas@a.example> wrote:",
      "Am 24.11.2026 um 09:12 schrieb Jonas Weber:",
      "Le 24 nov. 2026 à 09:12, Jonas a écrit :",
      "-----Original Message-----",
      "-----Ursprüngliche Nachricht-----",
      "-----Message d'origine-----",
    ]
  ) {
    assert.equal(detected(`Signed and returned.\n\n${quotation}\n\n${ask}`), undefined, quotation);
    assert.equal(detected(`${ask}\n\n${quotation}\n\nHello`)?.title, ask, quotation);
  }
});

Deno.test("detectActions() takes the same request in two places for one", () => {
  const ask = "@Mira please confirm the head count by Wednesday.";
  const said = (number: number, text: string, place: string) =>
    evidence(number, text, { ...owned, author: "Priya", place });
  const { actions } = detectActions([
    said(1, ask, "#launch"),
    said(2, ask, "#events"),
    said(3, "Reminder: please confirm the head count by Wednesday.", "#launch"),
    said(4, "@Mira please review ticket 88.", "#launch"),
    said(5, "@Mira please review ticket 89.", "#launch"),
  ]);
  assert.equal(actions.length, 3);
  const merged = actions.find((action) => action.event_id === eventId(1));
  assert.deepEqual(merged?.repeated_in, [eventId(2), eventId(3)]);
});

Deno.test("detectActions() takes no page of text for a request", () => {
  assert.equal(detected(`Please ${"read the report and ".repeat(40)}answer`), undefined);
});
