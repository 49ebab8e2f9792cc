import { z } from "zod";

/** A question to a timeline, with what a right answer rests on and says. */
export const Question = z.strictObject({
  question: z.string().min(1),
  /** The messages that answer it, as the file names them; absent: nothing does. */
  answered_by: z.array(z.string()).min(1).optional(),
  /** A right answer has one of these in its text. */
  holds: z.array(z.string().min(1)).min(1).optional(),
});
export type Question = z.infer<typeof Question>;

/** A question whose messages were found in a timeline. */
export interface Asked {
  question: string;
  /** Ids of the events that answer it; null: nothing does. */
  gold: readonly string[] | null;
  holds: readonly string[];
  /** Never looked at while something is tuned. */
  heldOut: boolean;
}

/**
 * The questions with the ids that their messages got. Each third one is held out, of those with an
 * answer and of those without.
 *
 * @param idOf the event of a message; undefined: it is not there
 */
export function askedOf(
  questions: readonly Question[],
  idOf: (message: string) => string | undefined,
): Asked[] {
  const counts = { answerable: 0, unanswerable: 0 };
  return questions.map(({ question, answered_by, holds }) => {
    const kind = answered_by ? "answerable" : "unanswerable";
    const gold = answered_by?.map((message) => {
      const id = idOf(message);
      if (id === undefined) throw new Error(`There is no message ${message} in this timeline`);
      return id;
    });
    return {
      question,
      gold: gold ?? null,
      holds: holds ?? [],
      heldOut: counts[kind]++ % 3 === 2,
    };
  });
}
