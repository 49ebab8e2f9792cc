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
    "tasks for today",
    "any tasks for me?",
    "is there a task I forgot?",
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
    "Is there a build task for the handbook?",
    "Who reviews pull requests for the website?",
    "Which deadline has the grant?",
    "text of the announcement",
    "message from Mira about the van",
    "book club date?",
    "call with the bank: what was agreed?",
    "order number of the chairs",
    "did anyone mention the weather on Saturday?",
    "Mail von Jonas wegen der Miete",
    "remind me of the name of the hotel",
    "what did the reply to the landlord say",
    "who can help me with the tent?",
    "who is there tonight?",
  ],
  unsupported: [
    "?",
    "🎉",
    "hello",
    "Good morning!",
    "thanks a lot",
    "how are you?",
    "what can you do?",
    "Send an email to Mira that I am late",
    "please delete all messages from Jonas",
    "can you book a table for four tonight",
    "cancel my meeting with Priya",
    "remind me to water the plants",
    "set a timer for ten minutes",
    "what's the weather in Lisbon?",
    "tell me a joke",
    "write a poem about rain",
    "message Mira that the van is here",
    "Hallo!",
    "was kannst du alles?",
    "Lösche alle Mails von Jonas",
    "Buche einen Tisch für heute Abend",
    "kannst du bitte eine Mail an Mira schicken?",
    "Wie wird das Wetter morgen?",
    "bonjour",
    "envoie un mail à Mira",
    "raconte-moi une blague",
    "hola, ¿qué tal?",
    "envía un correo a Mira",
    "cancela la reunión de mañana",
    "bom dia",
    "apaga todos os e-mails do Jonas",
    "stuur een bericht naar Mira",
    "wat voor weer wordt het?",
    "ciao",
    "prenota un tavolo per stasera",
    "skicka ett mejl till Mira",
  ],
};

Deno.test("routePrompt() knows summaries, tasks and questions by their words", () => {
  for (const [intent, prompts] of Object.entries(table)) {
    for (const prompt of prompts) assert.equal(routePrompt(prompt).intent, intent, prompt);
  }
});

Deno.test("routePrompt() lets a summary or tasks be sent, and a question be polite", () => {
  for (
    const [prompt, intent] of [
      ["send me a summary of today", "summarize"],
      ["resume todos los mensajes de hoy", "summarize"],
      ["resume todas as mensagens e todos os e-mails", "summarize"],
      ["¿quién invitó a todos los vecinos?", "answer"],
      ["hey, can you summarize the last 2 hours please", "summarize"],
      ["please show me my tasks", "task_detection"],
      ["hello, when does the flight to Lisbon leave?", "answer"],
      ["thanks, and who has the key?", "answer"],
    ] as const
  ) assert.equal(routePrompt(prompt).intent, intent, prompt);
});

Deno.test("routePrompt() is less sure where a prompt could be either", () => {
  const either = routePrompt("what should I do after the recap?");
  assert.equal(either.intent, "task_detection");
  const sure = routePrompt("what should I do?");
  assert.ok(either.confidence < sure.confidence);
});
