import type { Circuit } from "./circuit.ts";
import type {
  Generated,
  GenerateLimits,
  LanguageModel,
  Message,
  OutputContract,
} from "./language_model.ts";
import { ProviderError } from "./provider_error.ts";
import { BudgetSpentError } from "./token_budget.ts";

/**
 * Asks `primary`, and where its provider fails, or the budget is spent, `fallback`: the answer then
 * says `degraded` and why. A failure that says something of the provider's health opens the circuit.
 */
export class FallbackModel implements LanguageModel {
  readonly name: string;
  readonly evidenceCharacters: number;

  constructor(
    private readonly primary: LanguageModel,
    private readonly fallback: LanguageModel,
    private readonly circuit: Circuit,
  ) {
    this.name = primary.name;
    this.evidenceCharacters = primary.evidenceCharacters;
  }

  async generate<T>(
    output: OutputContract<T>,
    messages: Message[],
    limits: GenerateLimits = {},
  ): Promise<Generated<T>> {
    const closed = this.circuit.refusal();
    if (closed !== null) return await this.#instead(output, messages, limits, closed);
    try {
      const generated = await this.primary.generate(output, messages, limits);
      this.circuit.succeeded();
      return generated;
    } catch (error) {
      if (error instanceof ProviderError && error.outage) this.circuit.failed(error.code);
      else this.circuit.undecided();
      if (error instanceof ProviderError) {
        return await this.#instead(output, messages, limits, error.code);
      }
      if (error instanceof BudgetSpentError) {
        return await this.#instead(output, messages, limits, "budget_spent");
      }
      throw error;
    }
  }

  async #instead<T>(
    output: OutputContract<T>,
    messages: Message[],
    { signal }: GenerateLimits,
    reason: string,
  ): Promise<Generated<T>> {
    const generated = await this.fallback.generate(output, messages, signal ? { signal } : {});
    return { ...generated, degraded: { reason } };
  }
}
