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
];

Deno.test("sourcesNamed() tells where to look from what to look for", () => {
  for (const [prompt, expected] of table) {
    assert.deepEqual(sourcesNamed(prompt)?.sort(), expected?.sort(), prompt);
  }
});
