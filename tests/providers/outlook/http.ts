/** HTTP/1.1 on a loopback port, with what only a socket can do: reset, cut short, come slowly. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** An answer; or what the network does in its place. */
export type Outgoing =
  | { response: Response }
  /** The connection is reset before any answer. */
  | { reset: true }
  /** The body breaks off in the middle, though its length was announced. */
  | { response: Response; cut: true }
  /** Head and half of the body go out at once, the rest when the promise is fulfilled. */
  | { response: Response; until: Promise<void> };

export interface Listener extends AsyncDisposable {
  port: number;
}

/** Listens on 127.0.0.1 at a free port. */
export async function listen(
  handle: (request: Request) => Promise<Outgoing>,
): Promise<Listener> {
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing, handle).catch(() => outgoing.destroy());
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", () => ready()));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: Request) => Promise<Outgoing>,
): Promise<void> {
  const answer = await handle(await requestOf(incoming));
  if ("reset" in answer) {
    incoming.socket.resetAndDestroy();
    return;
  }
  const { response } = answer;
  const body = new Uint8Array(await response.arrayBuffer());
  const headers = Object.fromEntries(response.headers);
  if (response.status !== 204) headers["content-length"] = String(body.byteLength);
  outgoing.writeHead(response.status, headers);
  if ("cut" in answer || "until" in answer) {
    const half = Math.ceil(body.byteLength / 2);
    await new Promise<void>((sent) => outgoing.write(body.subarray(0, half), () => sent()));
    if ("cut" in answer) {
      incoming.socket.destroy();
      return;
    }
    await answer.until;
    outgoing.end(body.subarray(half));
  } else outgoing.end(body);
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of incoming) chunks.push(new Uint8Array(chunk));
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const method = incoming.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? null : new Blob(chunks);
  // The address is the one that was asked for, so that a request to another host can be told.
  return new Request(new URL(incoming.url ?? "/", `http://${incoming.headers.host}`), {
    method,
    headers,
    body,
  });
}
