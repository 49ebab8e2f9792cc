import type { Intent, PromptRequest, UnderstoodPrompt } from "../../contracts/prompts.ts";
import { ExtractiveModel } from "../../models/extractive/extractive_model.ts";
import type { AgentContext } from "../context.ts";
import { generateChecked } from "../generate_checked.ts";
import { timeRange } from "../intents/intent.ts";
import { intentNamed } from "../intents/intents.ts";
import { routePrompt } from "../intents/route.ts";
import type { Direction } from "../time/reader.ts";
import { parseTimeWindow } from "../time/time_window.ts";
import type { TimeWindow } from "../time/window.ts";
import { namesToTell } from "./known_names.ts";
import { languageOf } from "./language.ts";
import { type KnownNames, namesIn } from "./names.ts";
import { resolvedPeople, resolvedPlaces } from "./resolved.ts";
import { readingInstructions, type ReadPrompt, understandingOutput } from "./output.ts";
import { isPlain, plainConfidence } from "./plain.ts";
import { priorityOf } from "./priority.ts";
import { sourcesNamed } from "./sources.ts";
import { wantsOf } from "./wants.ts";

/** A value, and where it was taken from. */
type Field<Name extends Exclude<keyof UnderstoodPrompt, "unresolved" | "further">> =
  UnderstoodPrompt[Name];
type Unresolved = UnderstoodPrompt["unresolved"];

/**
 * What a prompt wants, as one structure. `context` of the request wins; then the words count where
 * they are plain, in eight languages; a model is asked, once, where one is configured and they are
 * not, and fills in what the words left open. Names are those of the person's own timeline.
 */
export async function understand(
  context: AgentContext,
  request: PromptRequest,
): Promise<UnderstoodPrompt> {
  const known = await context.timeline.names();
  const words = fromWords(request.prompt, known, context.clock.now(), context.timezone);
  const read = words.further.length > 0 || isPlain(request.prompt, words, known) ||
      context.model.name === new ExtractiveModel().name
    ? null
    : await askModel(context, request.prompt, known);
  const understood = read
    ? completed(
      words,
      read,
      known,
      (time) => windowOf(time, context, directionOf(read.intent, request.prompt)),
    )
    : words;
  return withContext(understood, request.context);
}

/** What the words alone say, of each thing that is wanted. */
export function fromWords(
  prompt: string,
  known: KnownNames,
  now: Date,
  timezone: string,
): UnderstoodPrompt {
  const whole = oneFromWords(prompt, known, now, timezone);
  const [first, ...others] = wantsOf(prompt);
  if (first === undefined || others.length === 0) return whole;
  const read = (text: string) => {
    const part = oneFromWords(text, known, now, timezone);
    return withinWhole(part, whole, fits(whole, directionOf(part.intent.value, text), now));
  };
  return {
    ...whole,
    ...read(first),
    further: others.map((text) => ({ prompt: text, ...read(text) })),
  };
}

/** Whether a time has anything of where a part of the prompt looks: ahead of now, or back. */
function fits({ window }: UnderstoodPrompt, direction: Direction, now: Date): boolean {
  if (!window.value) return false;
  return direction === "future"
    ? new Date(window.value.end) > now
    : new Date(window.value.start) < now;
}

/**
 * A part of a prompt with what the whole of it says where the part says nothing.
 *
 * @param sharesTime whether the time of the whole can be that of the part
 */
function withinWhole(part: UnderstoodPrompt, whole: UnderstoodPrompt, sharesTime: boolean) {
  const { intent, window, sources, places, people } = part;
  return {
    intent,
    window: window.value || !sharesTime ? window : whole.window,
    sources: sources.value ? sources : whole.sources,
    places: places.value.length > 0 ? places : whole.places,
    people: people.value.length > 0 ? people : whole.people,
  };
}

function oneFromWords(
  prompt: string,
  known: KnownNames,
  now: Date,
  timezone: string,
): UnderstoodPrompt {
  const { intent, cued } = intentOf(prompt);
  const window = parseTimeWindow(prompt, now, timezone, directionOf(intent, prompt));
  const { sources, foreign } = sourcesNamed(prompt);
  const { places, people, unresolved } = namesIn(prompt, known);
  const priority = priorityOf(prompt);
  const language = languageOf(prompt);
  return {
    intent: { value: intent, from: cued ? "words" : "default" },
    window: field(window && timeRange(window)),
    sources: field(sources),
    places: listed(places),
    people: listed(people),
    priority: field(priority),
    language: field(language),
    unresolved: [
      ...foreign.map((text) => ({ kind: "source" as const, text, candidates: [] })),
      ...unresolved,
    ],
    further: [],
  };
}

function intentOf(prompt: string) {
  const { intent, confidence } = routePrompt(prompt);
  return { intent, cued: confidence >= plainConfidence };
}

async function askModel(
  context: AgentContext,
  prompt: string,
  known: KnownNames,
): Promise<ReadPrompt | null> {
  const items = namesToTell(prompt, known);
  const { value, degraded } = await generateChecked(
    context.model,
    understandingOutput,
    [
      { role: "system", text: readingInstructions },
      ...(items.length > 0 ? [{ role: "evidence" as const, items }] : []),
      { role: "user", text: prompt },
    ],
    () => [],
  );
  // What stands in for a model knows no more than the words.
  return degraded === null ? value : null;
}

function windowOf(
  time: string,
  { clock, timezone }: AgentContext,
  direction: Direction,
): TimeWindow | null {
  return parseTimeWindow(time, clock.now(), timezone, direction);
}

function directionOf(intent: Intent, prompt: string): Direction {
  return intentNamed(intent).direction?.(prompt) ?? "past";
}

/** What a model read, where the words left it open. */
function completed(
  words: UnderstoodPrompt,
  read: ReadPrompt,
  known: KnownNames,
  toWindow: (time: string) => TimeWindow | null,
): UnderstoodPrompt {
  const window = read.time === null ? null : toWindow(read.time);
  const unresolved: Unresolved = [...words.unresolved];
  const places = resolvedPlaces(read.places, known.places, unresolved);
  const people = resolvedPeople(read.people, known, unresolved);
  return {
    ...words,
    intent: { value: read.intent, from: "model" },
    window: open(words.window, window && timeRange(window)),
    sources: open(words.sources, read.sources.length > 0 ? read.sources : null),
    places: words.places.value.length > 0 || places.length === 0
      ? words.places
      : { value: places, from: "model" },
    people: words.people.value.length > 0 || people.length === 0
      ? words.people
      : { value: people, from: "model" },
    priority: open(words.priority, read.priority),
    unresolved,
  };
}

function withContext(
  understood: UnderstoodPrompt,
  given: PromptRequest["context"],
): UnderstoodPrompt {
  const window = given?.time_window;
  const scope = {
    ...(window ? { window: { value: instantsOf(window), from: "context" as const } } : {}),
    ...(given?.sources ? { sources: { value: given.sources, from: "context" as const } } : {}),
  };
  return {
    ...understood,
    ...scope,
    further: understood.further.map((want) => ({ ...want, ...scope })),
    ...(given?.priority ? { priority: { value: given.priority, from: "context" } } : {}),
  };
}

function instantsOf({ start, end }: { start: string; end: string }) {
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}

function field<T>(value: T | null): { value: T | null; from: "words" | "default" } {
  return { value, from: value === null ? "default" : "words" };
}

function listed(value: string[]): Field<"places"> {
  return { value, from: value.length > 0 ? "words" : "default" };
}

function open<T>(
  words: { value: T | null; from: UnderstoodPrompt["intent"]["from"] },
  read: T | null,
): { value: T | null; from: UnderstoodPrompt["intent"]["from"] } {
  return words.value !== null || read === null ? words : { value: read, from: "model" };
}
