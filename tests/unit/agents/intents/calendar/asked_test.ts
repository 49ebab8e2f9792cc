import assert from "node:assert/strict";
import {
  askedOf,
  type AskedOfCalendar,
  directionAsked,
  lengthAsked,
} from "../../../../../shared/agents/intents/calendar/asked.ts";

const table: Record<AskedOfCalendar, string[]> = {
  next: ["what is my next meeting?", "Was kommt als Nächstes?", "¿Cuándo es mi próxima reunión?"],
  agenda: [
    "what is on Thursday?",
    "which meetings do I have next week",
    "Was steht morgen in meinem Kalender?",
    "quali appuntamenti ho la prossima settimana",
  ],
  free: [
    "am I free tomorrow?",
    "Wann habe ich Zeit?",
    "quand suis-je libre",
    "sono libero lunedì?",
  ],
  clashes: [
    "does anything clash?",
    "welche Termine überschneiden sich",
    "overlappen er afspraken?",
  ],
};

Deno.test("askedOf() tells what is wanted of a calendar", () => {
  for (const [asked, prompts] of Object.entries(table)) {
    for (const prompt of prompts) assert.equal(askedOf(prompt), asked, prompt);
  }
});

Deno.test("directionAsked() looks ahead unless the words look back", () => {
  assert.equal(directionAsked("what is on Thursday?"), "future");
  assert.equal(directionAsked("what meetings did I have on Thursday?"), "past");
});

Deno.test("lengthAsked() reads how long something has to last", () => {
  const now = new Date("2026-03-18T14:30:00Z");
  const minutes = (prompt: string) => {
    const length = lengthAsked(prompt, now, "UTC");
    return length === null ? null : length / 60_000;
  };
  assert.equal(minutes("a free slot of 45 minutes tomorrow"), 45);
  assert.equal(minutes("wann habe ich 2 Stunden Zeit?"), 120);
  assert.equal(minutes("when am I free tomorrow?"), null);
});
