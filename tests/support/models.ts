import type {
  Generated,
  LanguageModel,
  Message,
  OutputContract,
} from "../../shared/models/language_model.ts";
import type { Usage } from "../../shared/models/usage.ts";

/** What each call of a scripted model takes. */
export const scriptedUsage: Usage = { inputTokens: 10, outputTokens: 2 };

/** A model that gives these outputs in turn, the last one ever after; an Error is thrown. */
export class ScriptedModel implements LanguageModel {
  readonly name = "scripted";
  readonly evidenceCharacters = 40_000;
  /** What it was asked, each time. */
  readonly asked: Message[][] = [];

  constructor(private readonly outputs: unknown[]) {}

  generate<T>(_output: OutputContract<T>, messages: Message[]): Promise<Generated<T>> {
    const output = this.outputs[Math.min(this.asked.length, this.outputs.length - 1)];
    this.asked.push(messages);
    if (output instanceof Error) return Promise.reject(output);
    // What a provider returns is unknown until somebody has checked it.
    const value = output as T;
    return Promise.resolve({ value, model: this.name, usage: scriptedUsage, degraded: null });
  }
}
