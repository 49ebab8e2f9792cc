import type { OutputContract } from "../../shared/contracts/model_outputs.ts";
import type { LanguageModel, Message } from "../../shared/models/language_model.ts";

/** A model that gives these outputs in turn, the last one ever after; an Error is thrown. */
export class ScriptedModel implements LanguageModel {
  readonly name = "scripted";
  /** What it was asked, each time. */
  readonly asked: Message[][] = [];

  constructor(private readonly outputs: unknown[]) {}

  generate<T>(_output: OutputContract<T>, messages: Message[]): Promise<T> {
    const output = this.outputs[Math.min(this.asked.length, this.outputs.length - 1)];
    this.asked.push(messages);
    // What a provider returns is unknown until somebody has checked it.
    return output instanceof Error ? Promise.reject(output) : Promise.resolve(output as T);
  }
}
