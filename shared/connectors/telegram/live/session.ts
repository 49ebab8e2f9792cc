import type { z } from "zod";
import { ConnectorError } from "../../connector.ts";
import { type TelegramConnection, TelegramError } from "../port.ts";

/**
 * Opens a connection with the session that the account has by now.
 *
 * @param again whether an earlier one was refused: null where the account still has the same
 */
export type Connect = (again: boolean) => Promise<TelegramConnection | null>;

/** The connection of one reading: made when it is first asked, and to be closed by whoever made it. */
export class TelegramSession {
  readonly #connect: Connect;
  readonly #signal: AbortSignal;
  #connection: TelegramConnection | null = null;

  constructor(connect: Connect, signal: AbortSignal) {
    this.#connect = connect;
    this.#signal = signal;
  }

  /**
   * @throws {TelegramError} where Telegram refuses, {ConnectorError} where it answers what nobody
   * expects, and the signal's reason when the time is over
   */
  async ask<T>(
    call: (connection: TelegramConnection) => Promise<unknown>,
    answer: z.ZodType<T>,
  ): Promise<T> {
    const parsed = answer.safeParse(await this.#ask(call));
    if (!parsed.success) throw new ConnectorError("answer_not_understood", { kind: "retry" });
    return parsed.data;
  }

  async #ask(call: (connection: TelegramConnection) => Promise<unknown>): Promise<unknown> {
    this.#signal.throwIfAborted();
    try {
      this.#connection ??= await this.#connect(false);
      if (this.#connection) return await inTime(this.#signal, call(this.#connection));
    } catch (error) {
      if (!(error instanceof TelegramError && error.failure === "relink")) throw error;
      // The person may have linked the account anew meanwhile, which ends the session before.
      await this.close();
      this.#connection = await this.#connect(true);
      if (!this.#connection) throw error;
      return await inTime(this.#signal, call(this.#connection));
    }
    throw new ConnectorError("not_linked", { kind: "relink" });
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
  }
}

/** A call under way ends with the time of the reading; its connection is closed after it. */
async function inTime<T>(signal: AbortSignal, call: Promise<T>): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal.reason);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    return await Promise.race([call, over]);
  } finally {
    signal.removeEventListener("abort", end);
  }
}
