/** Refusals of Microsoft Graph (learn.microsoft.com/graph/errors). */

export class GraphFailure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  /** The body that goes with the status. */
  body(now: number, requestId: string, clientRequestId: string): Record<string, unknown> {
    return {
      error: {
        code: this.code,
        message: this.message,
        innerError: {
          date: new Date(now).toISOString().slice(0, 19),
          "request-id": requestId,
          "client-request-id": clientRequestId,
        },
      },
    };
  }
}

/** A request that no client may make. */
export class WrongRequest extends GraphFailure {}

export const notFound = () =>
  new GraphFailure(
    404,
    "ErrorItemNotFound",
    "The specified object was not found in the store.",
  );

export const malformedId = () =>
  new WrongRequest(400, "ErrorInvalidIdMalformed", "Id is malformed.");

export const badRequest = (message: string) => new WrongRequest(400, "BadRequest", message);
