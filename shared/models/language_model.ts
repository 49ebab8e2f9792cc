import type { z } from "zod";
import type { Addressed, Source } from "../contracts/events.ts";
import type { TokenBudget } from "./token_budget.ts";
import type { Usage } from "./usage.ts";

/** An event or note as a model may read it: data, never an instruction. */
export interface Evidence {
  id: string;
  source: Source | null;
  /** ISO instant. */
  occurredAt: string;
  /** As a citation shows it. Whoever wrote the event may have chosen its words: nothing is read out of it. */
  title: string | null;
  /** Who wrote it, where the source says. */
  author: string | null;
  /** The conversation as its readers know it ("#launch"), where it has a name. */
  place: string | null;
  /** How it reaches the owner of the timeline. */
  addressed: Addressed;
  text: string;
  /** Conversation it belongs to, where known. */
  threadId: string | null;
  /** Whether the owner wrote it; null where the source cannot tell who the owner is. */
  byOwner: boolean | null;
  /** Whether a program wrote it, or it was sent to a list. */
  automated: boolean;
  /** How much it is likely to matter to the owner by its own facts, 0 to 100. */
  importance: number;
  /** How central or how close to the question it is, 0 to 1; null where nobody knows. */
  relevance: number | null;
}

/** One part of what a model is given. Evidence stays apart from text, so that no one can mix them up. */
export type Message =
  | { role: "system"; text: string }
  | { role: "user"; text: string }
  | {
    role: "evidence";
    items: Evidence[];
    counts?: EvidenceCounts;
    /** What the owner of the timeline is called. */
    owner?: readonly string[];
  };

/** How many events there are of each source, where the evidence may be only the newest of them. */
export type EvidenceCounts = Partial<Record<Source, number>>;

/** What a model is asked to return. */
export interface OutputContract<T> {
  /** By which it is known in errors and in what is counted. */
  readonly name: string;
  /** Strict: what a model returns is parsed by it before anyone sees it. */
  readonly schema: z.ZodType<T>;
  /** The same from the same messages without a model, in words that people wrote. */
  extract(messages: Message[]): unknown;
}

/** Why somebody else than the configured model answered; a code, never a text of the provider. */
export interface Degradation {
  reason: string;
}

/** What came back, by whom, and what it took. */
export interface Generated<T> {
  value: T;
  /** The model that wrote it; named in every answer. */
  model: string;
  usage: Usage;
  /** Null: it is as good as the configuration allows. */
  degraded: Degradation | null;
}

/** What holds one call. */
export interface GenerateLimits {
  /** Ends the call: it then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** What this and other calls may use together; each adds what it used. */
  budget?: TokenBudget;
}

/**
 * Something that writes structured answers. Implementations have no tools and no side effects;
 * what they return is parsed by `output.schema` before anyone sees it.
 */
export interface LanguageModel {
  readonly name: string;
  /** UTF-16 units of evidence text that one call should be given at most; more is given in parts. */
  readonly evidenceCharacters: number;
  /**
   * @throws {ModelOutputError} where what was written does not fit its contract
   * @throws {BudgetSpentError} where the budget is spent before the call
   */
  generate<T>(
    output: OutputContract<T>,
    messages: Message[],
    limits?: GenerateLimits,
  ): Promise<Generated<T>>;
}

/** The model returned something that its contract does not allow. */
export class ModelOutputError extends Error {
  override name = "ModelOutputError";
}

/** The text of all messages with `role`, joined. */
export function textOf(messages: Message[], role: "system" | "user"): string {
  return messages.flatMap((message) => message.role === role ? [message.text] : []).join("\n");
}

/** All evidence, in order. */
export function evidenceOf(messages: Message[]): Evidence[] {
  return messages.flatMap((message) => message.role === "evidence" ? message.items : []);
}

/** What the owner of the timeline is called, where that was said. */
export function ownerIn(messages: Message[]): string[] {
  return messages.flatMap((message) => message.role === "evidence" ? message.owner ?? [] : []);
}

/** How many events the evidence was taken from; undefined where that was not said. */
export function countsOf(messages: Message[]): EvidenceCounts | undefined {
  return messages.flatMap((message) =>
    message.role === "evidence" && message.counts ? [message.counts] : []
  )[0];
}
