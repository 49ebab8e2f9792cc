import type { AgentContext } from "../../shared/agents/context.ts";
import { retrieve } from "../../shared/agents/retrieval/retrieve.ts";
import { answerPrompt } from "../../shared/agents/prompt_router.ts";
import type {
  GenerateLimits,
  LanguageModel,
  Message,
  OutputContract,
} from "../../shared/models/language_model.ts";
import type { Asked } from "./questions.ts";

/** What became of one question. */
export interface Measured {
  asked: Asked;
  /** Place of the first gold event among what was retrieved, from 1; null: it is not there. */
  place: number | null;
  /** Whether the answer's text has one of the gold words. */
  holds: boolean;
  /** Whether one of the gold events is cited. */
  cites: boolean;
  /** Whether it was said that nothing answers. */
  declined: boolean;
  /** What the model took for the whole prompt. */
  milliseconds: number;
  answer: string;
}

/** Asks one question as a person would, and compares the answer with the gold. */
export async function measure(context: AgentContext, asked: Asked): Promise<Measured> {
  const model = new TimedModel(context.model);
  const found = await retrieved(context, asked.question);
  const answered = await answerPrompt({ ...context, model }, { prompt: asked.question });
  const gold = new Set(asked.gold);
  const index = found.findIndex((id) => gold.has(id));
  const common = {
    asked,
    place: index < 0 ? null : index + 1,
    milliseconds: model.milliseconds,
  };
  if (answered.intent !== "answer") {
    return { ...common, holds: false, cites: false, declined: false, answer: answered.intent };
  }
  const { answer, statements } = answered.response;
  const text = answer.toLowerCase();
  return {
    ...common,
    holds: asked.holds.some((word) => text.includes(word.toLowerCase())),
    cites: answered.citations.some(({ id }) => gold.has(id)),
    declined: statements.length === 0,
    answer,
  };
}

/** Ids of what a question is answered from, best first. */
async function retrieved(context: AgentContext, question: string): Promise<string[]> {
  const [vector] = context.embedder ? await context.embedder.embed([question]) : [];
  const { items } = await retrieve(context.timeline, {
    text: question,
    embedding: vector && context.embedder ? { vector, model: context.embedder.model } : null,
    now: context.clock.now(),
    scope: {},
  });
  return items.map((item) => item.id);
}

class TimedModel implements LanguageModel {
  milliseconds = 0;
  readonly name: string;
  readonly evidenceCharacters: number;

  constructor(private readonly model: LanguageModel) {
    this.name = model.name;
    this.evidenceCharacters = model.evidenceCharacters;
  }

  async generate<T>(output: OutputContract<T>, messages: Message[], limits?: GenerateLimits) {
    const started = performance.now();
    try {
      return await this.model.generate(output, messages, limits);
    } finally {
      this.milliseconds += performance.now() - started;
    }
  }
}
