import { ExtractiveModel, extractiveModel } from "../models/extractive/extractive_model.ts";
import {
  type Generated,
  type GenerateLimits,
  type LanguageModel,
  type Message,
  ModelOutputError,
  type OutputContract,
} from "../models/language_model.ts";
import { addUsage, noUsage } from "../models/usage.ts";

const maxRepairs = 2;

/** Why an answer is extractive though a model wrote one: nothing that it wrote passed the checks. */
export const unusableOutput = "unusable_output";

/**
 * Asks `model`, and returns only what passes `check` (a list of faults in the model's words, empty
 * when it is fine). A faulty output goes back to the model with its faults at most twice; `usage`
 * counts every attempt. A wrong answer is never returned: where the last repair is faulty too, the
 * contract's own extract is, and says that it is degraded.
 *
 * @throws {ModelOutputError} where the extract does not fit its contract
 */
export async function generateChecked<T>(
  model: LanguageModel,
  output: OutputContract<T>,
  messages: Message[],
  check: (value: T) => string[],
  limits: GenerateLimits = {},
): Promise<Generated<T>> {
  let asked = messages;
  let usage = noUsage;
  for (let attempt = 0;; attempt++) {
    const outcome = await attemptOnce(model, output, asked, check, limits);
    if ("generated" in outcome) usage = addUsage(usage, outcome.generated.usage);
    if (outcome.faults.length === 0 && "generated" in outcome) {
      return { ...outcome.generated, usage };
    }
    if (attempt === maxRepairs) {
      const extract = await new ExtractiveModel().generate(output, messages);
      return { ...extract, usage, degraded: { reason: unusableOutput } };
    }
    asked = [...messages, {
      role: "system",
      text: `Your last ${output.name} was refused. Mend these faults: ${outcome.faults.join("; ")}`,
    }];
  }
}

/** What came back, if it could be read at all, and what is wrong with it. */
type Attempt<T> = { generated: Generated<T>; faults: string[] } | { faults: string[] };

async function attemptOnce<T>(
  model: LanguageModel,
  output: OutputContract<T>,
  messages: Message[],
  check: (value: T) => string[],
  limits: GenerateLimits,
): Promise<Attempt<T>> {
  let generated: Generated<T>;
  try {
    generated = await model.generate(output, messages, limits);
  } catch (error) {
    if (error instanceof ModelOutputError) return { faults: [error.message] };
    throw error;
  }
  const parsed = output.schema.safeParse(generated.value);
  return {
    generated: parsed.success ? { ...generated, value: parsed.data } : generated,
    faults: !parsed.success
      ? parsed.error.issues.map((issue) => issue.message)
      // An extract is made of the evidence itself.
      : generated.model === extractiveModel
      ? []
      : check(parsed.data),
  };
}

/** Faults of ids that were not among what was retrieved. */
export function unknownCitations(cited: string[], retrieved: ReadonlySet<string>): string[] {
  const unknown = new Set(cited.filter((id) => !retrieved.has(id)));
  return [...unknown].map((id) => `event ${id.slice(0, 40)} was not among the evidence`);
}
