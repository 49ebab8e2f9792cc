import type {
  Generated,
  GenerateLimits,
  LanguageModel,
  Message,
  OutputContract,
} from "./language_model.ts";
import type { TokenBudget } from "./token_budget.ts";

/** `model` with one budget for all of its calls: those of one prompt, or of one job. */
export class BudgetedModel implements LanguageModel {
  readonly name: string;
  readonly evidenceCharacters: number;

  constructor(private readonly model: LanguageModel, private readonly budget: TokenBudget) {
    this.name = model.name;
    this.evidenceCharacters = model.evidenceCharacters;
  }

  generate<T>(
    output: OutputContract<T>,
    messages: Message[],
    limits: GenerateLimits = {},
  ): Promise<Generated<T>> {
    return this.model.generate(output, messages, { budget: this.budget, ...limits });
  }
}
