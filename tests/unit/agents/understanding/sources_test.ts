import assert from "node:assert/strict";
import { sourcesNamed } from "../../../../shared/agents/understanding/sources.ts";

const table: [string, string[] | undefined][] = [
  ["summarize last 2 hours", undefined],
  ["summarize Slack since yesterday", ["slack"]],
  ["what happened in Slack today?", ["slack"]],
  ["what's new on telegram", ["telegram"]],
  ["any unread emails?", ["outlook"]],
  ["summarize my inbox", ["outlook"]],
  ["which mails must I answer?", ["outlook"]],
  ["Slack messages about the launch", ["slack"]],
  ["tasks from outlook and slack", ["slack", "outlook"]],
  ["only Slack and Telegram please, last week", ["slack", "telegram"]],
  ["what meetings do I have tomorrow?", ["calendar"]],
  ["what is in my calendar today?", ["calendar"]],
  ["what did we decide about the Slack integration?", undefined],
  ["who pays for the Telegram bot?", undefined],
  ["when is the Outlook migration?", undefined],
  ["what is Ana's email address?", undefined],
  ["who owns the Slack contract", undefined],
  ["what did Jonas say about the email campaign?", undefined],
  ["was gibt es Neues auf Slack?", ["slack"]],
  ["fasse meine E-Mails von gestern zusammen", ["outlook"]],
  ["was steht heute im Kalender?", ["calendar"]],
  ["résume mes courriels d'hier", ["outlook"]],
  ["quoi de neuf sur Telegram ?", ["telegram"]],
  ["resume mis correos de hoy", ["outlook"]],
  ["¿qué hay en Slack?", ["slack"]],
  ["o que há de novo no Telegram?", ["telegram"]],
  ["riassumi le mail di ieri", ["outlook"]],
  ["wat is er nieuw op Slack?", ["slack"]],
  ["a slacker in the team", undefined],
  ["slack off today", undefined],
  ["¿cuánto cuesta la integración de Slack?", undefined],
  ["quanto custa a integração com o Slack?", undefined],
  ["synthèse des messages Telegram", ["telegram"]],
  ["vat de Telegram-berichten samen", ["telegram"]],
  ["everything except Slack, please", ["telegram", "outlook", "calendar"]],
  ["alles außer E-Mails zusammenfassen", ["slack", "telegram", "calendar"]],
  ["summarize my WhatsApp", []],
  ["what's new in Slack and Discord?", ["slack"]],
];

Deno.test("sourcesNamed() tells where to look from what to look for", () => {
  for (const [prompt, expected] of table) {
    assert.deepEqual(
      sourcesNamed(prompt).sources?.toSorted() ?? undefined,
      expected?.toSorted(),
      prompt,
    );
  }
});

Deno.test("sourcesNamed() tells what is none of ours", () => {
  assert.deepEqual(sourcesNamed("summarize my WhatsApp").foreign, ["whatsapp"]);
  assert.deepEqual(sourcesNamed("did the teams agree?").foreign, []);
  assert.deepEqual(sourcesNamed("what's new in Slack and Discord?").foreign, ["discord"]);
});
