/** The command line cannot be followed; the message names the flag and the remedy. */
export class UsageError extends Error {
  override name = "UsageError";
}
