import assert from "node:assert/strict";
import type { Intent } from "../../../../shared/contracts/prompts.ts";
import { routePrompt } from "../../../../shared/agents/intents/route.ts";

const table: Record<Intent, string[]> = {
  summarize: [
    "summarize last 2 hours",
    "Summarise yesterday",
    "summary of this week",
    "give me a recap of today",
    "what happened this morning?",
    "What did I miss?",
    "what's new since Monday 9am",
    "catch me up",
    "tl;dr of #launch",
    "tldr",
    "what’s going on in #launch?",
    "anything new?",
    "bring me up to speed on the pilot",
    "the highlights of last week please",
    "Summarize the follow-ups to the launch",
  ],
  task_detection: [
    "what needs action?",
    "What needs my attention today?",
    "anything I need to do?",
    "what should I do next",
    "my tasks",
    "list my todos",
    "to-dos from outlook",
    "action items from yesterday",
    "what is on my plate?",
    "who is waiting for me?",
    "what was asked of me this week",
    "which mails must I answer?",
    "any deadlines this week?",
    "what requires a reply",
    "what do I have to do by Friday?",
    "follow-ups",
    "what is pending",
    "is anything urgent?",
    "what's due this week",
    "what is due tomorrow?",
    "what needs to be done?",
    "what's left to do?",
    "what do I still owe people?",
    "who do I owe an answer?",
    "any open items?",
    "what is still outstanding",
    "what is assigned to me",
    "do I have to do anything today?",
    "what do I need to follow up on",
    "show me my deadlines",
    "which requests are unanswered?",
  ],
  answer: [
    "what did Mira decide about the launch date?",
    "when does the flight to Lisbon leave?",
    "who owns the Fahrwerk contract",
    "Where is dinner on Friday?",
    "how much is invoice 2291",
    "what was the deadline of the grant?",
    "who is working on the follow-up to the audit?",
    "why is the payment pending?",
    "when is the invoice due?",
    "was the delay due to the rain?",
    "what is due to happen on stage?",
    "did Mira finish the to-do app?",
    "?",
    "🎉",
  ],
};

Deno.test("routePrompt() knows summaries, tasks and questions by their words", () => {
  for (const [intent, prompts] of Object.entries(table)) {
    for (const prompt of prompts) assert.equal(routePrompt(prompt).intent, intent, prompt);
  }
});

Deno.test("routePrompt() is less sure where a prompt could be either", () => {
  const either = routePrompt("what should I do after the recap?");
  assert.equal(either.intent, "task_detection");
  const sure = routePrompt("what should I do?");
  assert.ok(either.confidence < sure.confidence);
});
