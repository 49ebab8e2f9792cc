/** TCP connections on the loopback, all of which end when they are told to. */
import { Buffer } from "node:buffer";
import { AnyTransport } from "./transports.ts";

/** For a new connection: what becomes of its packets. */
export type Accept = (
  send: (payload: Buffer) => void,
  drop: () => void,
) => (payload: Buffer) => Promise<void>;

export class Sockets {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #connections = new Map<Deno.Conn, Promise<void>>();
  readonly #accept: Accept;
  readonly #onError: (error: unknown) => void;
  readonly #accepting: Promise<void>;

  /** @param onError hears why the server hung up */
  constructor(accept: Accept, onError: (error: unknown) => void) {
    this.#accept = accept;
    this.#onError = onError;
    this.#accepting = this.#listen();
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  get open(): number {
    return this.#connections.size;
  }

  /** Ends all connections. */
  drop(): void {
    for (const connection of this.#connections.keys()) hangUp(connection);
  }

  async close(): Promise<void> {
    this.#listener.close();
    // One more may have come in at the last moment.
    await this.#accepting;
    this.drop();
    await Promise.all(this.#connections.values());
  }

  async #listen(): Promise<void> {
    for await (const connection of this.#listener) {
      const served = this.#serve(connection).finally(() => {
        hangUp(connection);
        this.#connections.delete(connection);
      });
      this.#connections.set(connection, served);
    }
  }

  async #serve(connection: Deno.Conn): Promise<void> {
    const transport = new AnyTransport();
    let writing: Promise<unknown> = Promise.resolve();
    const send = (payload: Buffer) => {
      const bytes = transport.send(payload);
      // Who hung up no longer hears.
      writing = writing.then(() => writeAll(connection, bytes)).catch(() => {});
    };
    const fail = (error: unknown) => {
      this.#onError(error);
      hangUp(connection);
    };
    const take = this.#accept(send, () => hangUp(connection));
    const chunk = new Uint8Array(65_536);
    for (;;) {
      const length = await connection.read(chunk).catch(() => null);
      if (length === null) break;
      try {
        const packets = transport.receive(Buffer.from(chunk.subarray(0, length)));
        for (const packet of packets) take(packet).catch(fail);
      } catch (error) {
        fail(error);
      }
    }
    await writing;
  }
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

/** Closing twice is an error to Deno alone. */
function hangUp(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
