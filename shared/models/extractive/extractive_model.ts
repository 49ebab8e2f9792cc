import type { OutputContract } from "../../contracts/model_outputs.ts";
import {
  evidenceOf,
  type LanguageModel,
  type Message,
  ModelOutputError,
  textOf,
} from "../language_model.ts";
import { detectActions } from "../../agents/intents/task_detection/extractive.ts";
import { answerQuestion } from "../../agents/intents/answer/extractive.ts";
import { routePrompt } from "./route.ts";
import { summarizeEvidence } from "../../agents/intents/summarize/extractive.ts";

/**
 * Answers with sentences that people wrote, and needs no provider: centrality over stored
 * embeddings, cues and a classifier. The same input always gives the same output.
 */
export class ExtractiveModel implements LanguageModel {
  readonly name = "extractive";

  generate<T>(output: OutputContract<T>, messages: Message[]): Promise<T> {
    const parsed = output.schema.safeParse(this.#write(output.name, messages));
    return parsed.success ? Promise.resolve(parsed.data) : Promise.reject(
      new ModelOutputError(`The extractive ${output.name} does not fit its contract`),
    );
  }

  #write(name: OutputContract<unknown>["name"], messages: Message[]): unknown {
    switch (name) {
      case "route":
        return routePrompt(textOf(messages, "user"));
      case "summary":
        return summarizeEvidence(evidenceOf(messages));
      case "actions":
        return detectActions(evidenceOf(messages));
      case "answer":
        return answerQuestion(textOf(messages, "user"), evidenceOf(messages));
    }
  }
}
