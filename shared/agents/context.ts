import type { Source } from "../contracts/events.ts";
import type { Coverage, PromptProgress } from "../contracts/prompts.ts";
import type { Clock } from "../platform/clock.ts";
import type { Embedder } from "../models/embedder.ts";
import type { LanguageModel } from "../models/language_model.ts";
import type { Usage } from "../models/usage.ts";
import type { VectorStore } from "../vector/vector_store.ts";
import type { Answers } from "./answer_store.ts";
import type { CalendarReader } from "./intents/calendar/reader.ts";
import type { Timeline } from "./retrieval/timeline.ts";

/** All that a graph may use, for one person and one prompt. */
export interface AgentContext {
  userId: string;
  /** IANA name. */
  timezone: string;
  /** What the person is called: by themselves and at the sources. */
  ownerNames: readonly string[];
  clock: Clock;
  timeline: Timeline;
  calendar: CalendarReader;
  vectors: VectorStore;
  /** Its vectors are those that are stored. Null: nothing is embedded, and search goes by words alone. */
  embedder: Embedder | null;
  model: LanguageModel;
  answers: Answers;
  /** What the model was paid for so far; the cost is null where no prices are configured. */
  usage(): Usage & { cost: number | null };
  /** Told how far the answer is; whoever listens holds nothing up. */
  progress(told: PromptProgress): void;
  /** How far the sources, all that are known where none are named, have been read as seen from `until`. */
  coverage(sources: Source[] | undefined, until: Date): Promise<Coverage[]>;
}
