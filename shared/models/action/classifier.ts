import { features } from "./features.ts";
import { type ActionModel, calibrate, decodeModel, scoreModel } from "./model.ts";
import { WEIGHTS } from "./weights.ts";

/** Whether a sentence asks its reader to do, answer, send or attend something. */
export interface ActionScore {
  /** 0 to 1, calibrated on sentences kept out of training. */
  readonly probability: number;
  readonly isAction: boolean;
}

/**
 * Probability from which a sentence counts as a request. Chosen on out-of-fold predictions for the
 * best F1, half at the share of requests in the training mail and half at 30 per cent of requests.
 */
export const ACTION_THRESHOLD: number = WEIGHTS.threshold;

let model: ActionModel | undefined;

/**
 * How likely one sentence of a mail or chat message asks its reader to act, from 0 to 1. Looks at
 * the text alone: no model provider, no network. Never throws; the same text always gives the same
 * number. A text with neither letters nor digits has nothing to ask and gives 0.
 *
 * ```ts
 * actionProbability("Could you send me the signed copy by Friday?"); // close to 1
 * actionProbability("It works now, thanks"); // close to 0
 * ```
 */
export function actionProbability(sentence: string): number {
  if (!/[\p{L}\p{N}]/u.test(sentence)) return 0;
  model ??= decodeModel(WEIGHTS);
  return calibrate(model.encoded, scoreModel(model, features(sentence)));
}

/** The probability together with the decision at {@link ACTION_THRESHOLD}. */
export function detectAction(sentence: string): ActionScore {
  const probability = actionProbability(sentence);
  return { probability, isAction: probability >= ACTION_THRESHOLD };
}
