import {
  type Generated,
  type GenerateLimits,
  type LanguageModel,
  type Message,
  ModelOutputError,
  type OutputContract,
} from "../language_model.ts";
import { noUsage } from "../usage.ts";

/** By which its answers are known. */
export const extractiveModel = "extractive";

/**
 * Answers with sentences that people wrote, and needs no provider and no tokens: each contract
 * brings its own extractive counterpart. The same input always gives the same output.
 */
export class ExtractiveModel implements LanguageModel {
  readonly name = extractiveModel;
  readonly evidenceCharacters = Infinity;

  async generate<T>(
    output: OutputContract<T>,
    messages: Message[],
    { signal }: GenerateLimits = {},
  ): Promise<Generated<T>> {
    signal?.throwIfAborted();
    const parsed = await output.schema.safeParseAsync(output.extract(messages));
    if (!parsed.success) {
      throw new ModelOutputError(`The extractive ${output.name} does not fit its contract`);
    }
    return { value: parsed.data, model: this.name, usage: noUsage, degraded: null };
  }
}
