/** How a person types a command of this project; Node and npm are enough. */
export const TASK = "npx -y deno@2.9.6 task";

/** The command line cannot be followed; the message names the option and the remedy. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Something outside of the program stands in the way; the message says the remedy. */
export class RemedyError extends Error {
  override name = "RemedyError";
}
