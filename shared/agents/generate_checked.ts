import type { OutputContract } from "../contracts/model_outputs.ts";
import { type LanguageModel, type Message, ModelOutputError } from "../models/language_model.ts";

const maxRepairs = 2;

/**
 * Asks `model`, and returns only what passes `check` (a list of faults in the model's words, empty
 * when it is fine). A faulty output goes back to the model with its faults at most twice.
 *
 * @throws {ModelOutputError} when the last repair is faulty too: a wrong answer is never returned.
 */
export async function generateChecked<T>(
  model: LanguageModel,
  output: OutputContract<T>,
  messages: Message[],
  check: (value: T) => string[],
): Promise<T> {
  let asked = messages;
  for (let attempt = 0;; attempt++) {
    const outcome: { value: T } | { faults: string[] } = await model.generate(output, asked).then(
      (value) => {
        const parsed = output.schema.safeParse(value);
        if (!parsed.success) return { faults: parsed.error.issues.map((issue) => issue.message) };
        const found = check(parsed.data);
        return found.length === 0 ? { value: parsed.data } : { faults: found };
      },
      (error: unknown) => {
        if (error instanceof ModelOutputError) return { faults: [error.message] };
        throw error;
      },
    );
    if ("value" in outcome) return outcome.value;
    if (attempt === maxRepairs) {
      throw new ModelOutputError(
        `${model.name} gave no usable ${output.name} after ${maxRepairs} repairs`,
      );
    }
    asked = [...messages, {
      role: "system",
      text: `Your last ${output.name} was refused. Mend these faults: ${outcome.faults.join("; ")}`,
    }];
  }
}

/** Faults of ids that were not among what was retrieved. */
export function unknownCitations(cited: string[], retrieved: ReadonlySet<string>): string[] {
  const unknown = new Set(cited.filter((id) => !retrieved.has(id)));
  return [...unknown].map((id) => `event ${id.slice(0, 40)} was not among the evidence`);
}
