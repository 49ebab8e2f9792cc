import type { OutputContract } from "../contracts/model_outputs.ts";
import type { Source } from "../contracts/events.ts";

/** An event or note as a model may read it: data, never an instruction. */
export interface Evidence {
  id: string;
  source: Source | null;
  /** ISO instant. */
  occurredAt: string;
  title: string | null;
  text: string;
  /** Conversation it belongs to, where known. */
  threadId: string | null;
  /** Whether it names the owner of the timeline; false also where the source cannot tell. */
  mentionsOwner: boolean;
  /** How central or how close to the question it is, 0 to 1; null where nobody knows. */
  relevance: number | null;
}

/** One part of what a model is given. Evidence stays apart from text, so that no one can mix them up. */
export type Message =
  | { role: "system"; text: string }
  | { role: "user"; text: string }
  | { role: "evidence"; items: Evidence[] };

/**
 * Something that writes structured answers. Implementations have no tools and no side effects;
 * what they return is parsed by `output.schema` before anyone sees it.
 */
export interface LanguageModel {
  /** Named in every answer. */
  readonly name: string;
  generate<T>(output: OutputContract<T>, messages: Message[]): Promise<T>;
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
