import type { Rpc } from "../database/rpc.ts";
import type { Usage } from "../models/usage.ts";
import type { Config } from "../platform/config.ts";
import { errorFields, type Logger } from "../platform/logger.ts";

/** What tokens cost, in the currency of the configured prices; null where there are none. */
export function costOf(
  { inputTokens, outputTokens }: Usage,
  prices: { input: number; output: number } | undefined,
): number | null {
  if (!prices) return null;
  return (inputTokens * prices.input + outputTokens * prices.output) / 1_000_000;
}

/**
 * Adds each call of the chat model to the person's day. What cannot be written down is logged: no
 * answer fails for it.
 */
export function usageRecorder(
  { internal, log }: { internal: Rpc; log: Logger },
  chat: NonNullable<Config["chat"]>,
  userId: string,
): (usage: Usage) => Promise<void> {
  return async (usage) => {
    try {
      await internal("record_model_usage", {
        for_user: userId,
        model: chat.model,
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
        cost: costOf(usage, chat.prices),
      });
    } catch (error) {
      log.warning("usage not recorded", errorFields(error));
    }
  };
}
