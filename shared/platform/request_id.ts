import { AsyncLocalStorage } from "node:async_hooks";

const current = new AsyncLocalStorage<string>();

/** Does the work, and all that it awaits, under this request id: log lines and calls carry it. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return current.run(requestId, work);
}

/** The request that is being worked for; undefined outside of any. */
export function currentRequestId(): string | undefined {
  return current.getStore();
}

/** A fetch whose requests say in `x-request-id` what they are made for. */
export function fetchWithRequestId(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return (input, init) => {
    const requestId = currentRequestId();
    if (requestId === undefined) return fetch(input, init);
    const headers = new Headers(
      (init as RequestInit | undefined)?.headers ??
        (input instanceof Request ? input.headers : undefined),
    );
    headers.set("x-request-id", requestId);
    return fetch(input, { ...init, headers });
  };
}
