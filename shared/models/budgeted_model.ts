import type {
  Generated,
  GenerateLimits,
  LanguageModel,
  Message,
  OutputContract,
} from "./language_model.ts";
import type { Usage } from "./usage.ts";
import type { TokenBudget } from "./token_budget.ts";

/** `model` with one budget for all of its calls: those of one prompt, or of one job. */
export class BudgetedModel implements LanguageModel {
  readonly name: string;
  readonly evidenceCharacters: number;

  /** @param spent is told what each call was paid for, one that failed as well; it must not reject */
  constructor(
    private readonly model: LanguageModel,
    private readonly budget: TokenBudget,
    private readonly spent: (usage: Usage) => Promise<void>,
  ) {
    this.name = model.name;
    this.evidenceCharacters = model.evidenceCharacters;
  }

  async generate<T>(
    output: OutputContract<T>,
    messages: Message[],
    limits: GenerateLimits = {},
  ): Promise<Generated<T>> {
    const budget = (limits.budget ?? this.budget).part();
    try {
      return await this.model.generate(output, messages, { ...limits, budget });
    } finally {
      const { used } = budget;
      if (used.inputTokens + used.outputTokens > 0) await this.spent(used);
    }
  }
}
