import type { Priority } from "../../contracts/api.ts";
import type { Intent, PromptLanguage, PromptResponse } from "../../contracts/prompts.ts";
import type { AgentContext } from "../context.ts";
import type { Scope } from "../retrieval/scope.ts";
import type { Direction } from "../time/reader.ts";
import type { TimeWindow } from "../time/window.ts";

/** A prompt as it was understood, and what it is answered with. */
export interface Understood {
  context: AgentContext;
  prompt: string;
  /** Null: the prompt names none. */
  window: TimeWindow | null;
  scope: Scope;
  /** Null: its words do not tell. */
  language: PromptLanguage | null;
  priority: Priority | undefined;
}

/** What only the prompt function knows. */
type Envelope = "prompt_id" | "coverage" | "understood" | "timezone" | "further";
/** The answer to a prompt of intent `I`, without the envelope that the function adds. */
export type IntentAnswer<I extends Intent = Intent> = I extends Intent
  ? Omit<Extract<PromptResponse, { intent: I }>, Envelope>
  : never;

/** One kind of thing that a prompt can want: a folder, and a line in `intents.ts`. */
export interface IntentDefinition<I extends Intent = Intent> {
  readonly name: I;
  /** Told to a model that has to choose. */
  readonly description: string;
  /** How sure the words alone are that this is wanted, 0 to 1. The surest intent gets the prompt. */
  claim(prompt: string): number;
  /** Where a day lies that could be past or future, "Friday" or "3 March". Absent: it is past. */
  direction?(prompt: string): Direction;
  answer(understood: Understood): Promise<IntentAnswer<I>>;
}

const hour = 3_600_000;

/** The window of the prompt, or else the last `hours` up to now. */
export function windowOrLast(hours: number, { context, window }: Understood): TimeWindow {
  const now = context.clock.now();
  return window ?? { start: new Date(now.getTime() - hours * hour), end: now };
}

/** A window as answers write it. */
export function timeRange(window: TimeWindow): { start: string; end: string } {
  return { start: window.start.toISOString(), end: window.end.toISOString() };
}
