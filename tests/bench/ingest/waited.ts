/** Time that goes by while somebody else is waited for. */

/** A fetch that tells what its requests to one server cost in waiting. */
export interface WaitedFetch {
  fetch: typeof globalThis.fetch;
  /** Requests so far. */
  requests(): number;
  /** Milliseconds so far in which at least one answer was still to come, bodies included. */
  waited(): number;
}

/** @param server what the addresses of its requests begin with; unknown until it is set */
export function waitedFetch(server: () => string): WaitedFetch {
  let [requests, underWay, since, total] = [0, 0, 0, 0];
  return {
    requests: () => requests,
    waited: () => total,
    async fetch(input, init) {
      const url = input instanceof Request ? input.url : String(input);
      if (!url.startsWith(server())) return await fetch(input, init);
      requests++;
      if (underWay++ === 0) since = performance.now();
      try {
        const response = await fetch(input, init);
        const body = await response.arrayBuffer();
        const { status, headers } = response;
        return new Response(body.byteLength > 0 ? body : null, { status, headers });
      } finally {
        if (--underWay === 0) total += performance.now() - since;
      }
    },
  };
}
