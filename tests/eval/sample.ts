import { z } from "zod";
import type { TestStack } from "../support/stack.ts";
import { embedAll, type Said, storeEvents } from "../support/timeline.ts";
import { type Asked, askedOf, Question } from "./questions.ts";

const sample = z.strictObject({
  /** ISO instant. */
  start: z.iso.datetime(),
  messages: z.array(z.strictObject({
    place: z.string(),
    author: z.string(),
    /** Minutes after the start. */
    minute: z.int(),
    /** By which questions and replies name it. */
    key: z.string().optional(),
    reply_to: z.string().optional(),
    text: z.string(),
  })),
  questions: z.array(Question),
});

/** The time that the sample is asked at: the evening of its day. */
export const sampleNow = "2026-04-01T20:00:00Z";

/** A day of a small company, in our own words; what is asked about it has the kinds of real questions. */
export async function loadSample(stack: TestStack, userId: string): Promise<Asked[]> {
  const text = await Deno.readTextFile(new URL("sample.json", import.meta.url));
  const { start, messages, questions } = sample.parse(JSON.parse(text));
  const inOrder = messages.toSorted((a, b) => a.minute - b.minute);
  const asked = new Set(messages.map(({ reply_to }) => reply_to));
  /** What a reply answers is in its thread too, as a chat has it. */
  const threadOf = (key: string | undefined, replyTo: string | undefined) =>
    replyTo ?? (key !== undefined && asked.has(key) ? key : undefined);
  const said = inOrder.map(({ place, author, minute, key, reply_to, text }): Said => ({
    at: new Date(Date.parse(start) + minute * 60_000).toISOString(),
    text,
    author,
    place: `#${place}`,
    title: `${author} in #${place}`,
    ...withThread(threadOf(key, reply_to)),
    ...(key ? { externalId: key } : {}),
  }));
  const ids = await storeEvents(stack, userId, said);
  await embedAll(stack);
  const byKey = new Map(inOrder.map(({ key }, index) => [key, ids[index]]));
  return askedOf(questions, (key) => byKey.get(key));
}

function withThread(thread: string | undefined): Pick<Said, "thread"> {
  return thread === undefined ? {} : { thread };
}
