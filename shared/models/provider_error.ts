/**
 * A model provider did not do what was asked, after whatever retries it was given. `code` is a word
 * or a status, never a text of the provider: it may quote what it was sent.
 */
export class ProviderError extends Error {
  override name = "ProviderError";

  constructor(
    readonly code: string,
    /** Whether it says something of the provider's health, rather than of this one request. */
    readonly outage: boolean,
  ) {
    super(`The model provider failed: ${code}`);
  }
}
