import assert from "node:assert/strict";
import { detectActions } from "../../../../../shared/agents/intents/task_detection/extractive.ts";
import { askedList } from "../../../../../shared/agents/intents/task_detection/prompt_cues.ts";
import {
  isWaitedForIn,
  waitingList,
} from "../../../../../shared/agents/intents/task_detection/waiting_list.ts";
import { routePrompt } from "../../../../../shared/agents/intents/route.ts";
import type { Evidence } from "../../../../../shared/models/language_model.ts";
import { eventId, evidence, timelineItem } from "../../../../support/evidence.ts";

const threadId = eventId(900);
const own = (number: number, text: string, changes: Partial<Evidence> = {}) =>
  evidence(number, text, { author: "Mira", byOwner: true, ...changes });
const other = (number: number, text: string, changes: Partial<Evidence> = {}) =>
  evidence(number, text, { author: "Jonas", byOwner: false, ...changes });
const waited = (...items: Evidence[]) => detectActions(items).waiting_for;

Deno.test("detectActions() lists what the owner asked of others, with whom they asked", () => {
  const found = waited(
    own(1, "@Jonas could you send me the floor plan by Friday?", { place: "#launch" }),
    own(2, "Which hall did you book for the summer party?", {
      place: "direct message (Mira, Priya)",
    }),
    own(3, "Could somebody please restart the build server?", { place: "#dev" }),
    own(4, "I will bring the cake on Friday."),
    own(5, "@Mira please remember to call the landlord."),
    other(6, "@Mira could you please send the slides?", { addressed: "mention" }),
  );
  assert.deepEqual(found, [
    {
      event_id: eventId(1),
      title: "@Jonas could you send me the floor plan by Friday?",
      asked_of: "Jonas",
      due_text: "Friday",
    },
    {
      event_id: eventId(2),
      title: "Which hall did you book for the summer party?",
      asked_of: "Priya",
      due_text: null,
    },
    {
      event_id: eventId(3),
      title: "Could somebody please restart the build server?",
      asked_of: null,
      due_text: null,
    },
  ]);
});

Deno.test("detectActions() takes nobody's request for the owner's where the owner is not known", () => {
  const ask = evidence(1, "@Jonas could you please send me the floor plan by Friday?", {
    author: "Mira",
  });
  assert.deepEqual(waited(ask), []);
  const told = waitingList([], [timelineItem(1, ask.text, { author: "Mira" })], "UTC");
  assert.deepEqual(told, { requests: [], total: 0, owner_unknown: ["slack"] });
  const known = timelineItem(2, "Morning", { author: "Mira", byOwner: true });
  const mail = timelineItem(3, "Hello", { author: "Lena", source: "outlook" });
  assert.deepEqual(waitingList([], [known, mail], "UTC").owner_unknown, ["outlook"]);
});

Deno.test("detectActions() leaves out own requests that their conversation has settled", () => {
  const ask = own(1, "@Jonas can you please send me the floor plan by Friday?", { threadId });
  const after = (...replies: [string, string][]) => {
    const said = replies.map(([author, text], index) =>
      (author === "Mira" ? own : other)(index + 2, text, { threadId })
    );
    const { waiting_for, settled } = detectActions([ask, ...said]);
    assert.equal(waiting_for.length + settled.length, 1);
    return settled[0]?.reason;
  };
  assert.equal(after(), undefined);
  assert.equal(after(["Jonas", "It is in the folder."]), "answered");
  assert.equal(after(["Jonas", "Sent it just now."]), "done");
  assert.equal(after(["Mira", "Never mind, found it."]), "withdrawn");
  assert.equal(after(["Jonas", "Will do, I'll send it tomorrow"]), undefined);
  assert.equal(after(["Mira", "Any news on this?"]), undefined);
  assert.equal(after(["Jonas", "Sent."], ["Mira", "It is still missing here."]), undefined);
  assert.equal(after(["Jonas", "Uploaded it."], ["Mira", "Got it, thanks!"]), "done");
});

Deno.test("detectActions() takes the same words to two people for two requests", () => {
  const found = waited(
    own(1, "@Jonas please confirm the head count by Wednesday."),
    own(2, "@Priya please confirm the head count by Wednesday."),
    own(3, "@Jonas reminder: please confirm the head count by Wednesday."),
  );
  assert.deepEqual(found.map(({ asked_of }) => asked_of), ["Jonas", "Priya"]);
});

Deno.test("isWaitedForIn() takes the people of a scope for those who were asked", () => {
  const item = timelineItem(1, "@Jonas can you send it?", { author: "Mira", place: "#launch" });
  assert.ok(isWaitedForIn({ people: ["Jonas Weber"] }, item, "Jonas"));
  assert.ok(!isWaitedForIn({ people: ["Priya Nair"] }, item, "Jonas"));
  assert.ok(!isWaitedForIn({ people: ["Jonas Weber"] }, item, null));
  assert.ok(!isWaitedForIn({ places: ["#dev"] }, item, "Jonas"));
});

/** Which list each prompt asks for. */
const prompts: Record<"waiting_for" | "tasks", string[]> = {
  waiting_for: [
    "who am I waiting for?",
    "what am I waiting for?",
    "what am I still waiting on from Jonas?",
    "whose answers are we waiting for?",
    "who still owes me an answer?",
    "who hasn't replied to me yet?",
    "auf wen warte ich?",
    "worauf warte ich noch?",
    "wer schuldet mir noch eine Antwort?",
    "wer hat mir noch nicht geantwortet?",
    "qui est-ce que j'attends ?",
    "qu'est-ce que j'attends encore ?",
    "qui ne m'a pas encore répondu ?",
    "¿a quién estoy esperando?",
    "¿qué estoy esperando?",
    "¿quién no me ha respondido todavía?",
    "por quem estou à espera?",
    "o que estou esperando?",
    "quem ainda não me respondeu?",
    "op wie wacht ik?",
    "waar wacht ik nog op?",
    "wie heeft mij nog niet geantwoord?",
    "chi sto aspettando?",
    "cosa sto aspettando?",
    "chi non mi ha ancora risposto?",
    "vem väntar jag på?",
    "vad väntar jag på?",
    "vem har inte svarat mig?",
  ],
  tasks: [
    "who is waiting for me?",
    "who is waiting for an answer from me?",
    "wer wartet auf mich?",
    "qui m'attend ?",
    "qui attend une réponse de ma part ?",
    "¿quién me está esperando?",
    "¿quién espera una respuesta mía?",
    "quem está à espera de mim?",
    "wie wacht er op mij?",
    "chi aspetta una mia risposta?",
    "vem väntar på mig?",
    "what do I have to do?",
  ],
};

for (const [list, asked] of Object.entries(prompts)) {
  Deno.test(`askedList() and routePrompt() tell the prompts about ${list}`, () => {
    const faults = asked.filter((prompt) =>
      askedList(prompt) !== list || routePrompt(prompt).intent !== "task_detection"
    );
    assert.deepEqual(faults, []);
  });
}

Deno.test("askedList() takes what is waited for besides people for something else", () => {
  for (const prompt of ["how long do I have to wait for the bus?", "where is Jonas waiting?"]) {
    assert.equal(askedList(prompt), "tasks", prompt);
  }
});
