import type { Row } from "../../../shared/models/action/training/dataset.ts";
import {
  type Example,
  linearScore,
  trainLinear,
} from "../../../shared/models/action/training/linear.ts";

/** What a first attempt would write: please, a modal and you, let me know, a question mark. */
export function keywordRule(text: string): boolean {
  return /please|\b(?:can|could|would|will) you\b|let me know|\?\s*$|need you to|don't forget|remind/i
    .test(text);
}

/** Plain logistic regression over lower-case words and word pairs: decisions for the test rows. */
export function ngramRegression(train: readonly Row[], test: readonly Row[]): boolean[] {
  const ids = new Map<string, number>();
  const toExample = ({ text, label }: Row): Example => {
    const words = text.toLowerCase().match(/\w\w+/g) ?? [];
    const grams = new Set([...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)]);
    const features = [...grams].map((gram) => {
      const id = ids.get(gram) ?? ids.size;
      ids.set(gram, id);
      return id;
    });
    return { features, label, weight: 1 };
  };
  const model = trainLinear(train.map(toExample), {
    strength: 1,
    minCount: 1,
    ratioPower: 0,
    lengthPower: 0,
    iterations: 100,
  });
  return test.map((row) => linearScore(model, toExample(row).features) >= 0);
}
