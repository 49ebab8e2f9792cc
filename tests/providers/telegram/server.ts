/**
 * A loopback Telegram data centre: MTProto 2.0 over TCP with a key of its own, logins, chats and their
 * updates. It hangs up on what Telegram hangs up on and fails when it is told to.
 */
import { Buffer } from "node:buffer";
import { Api } from "telegram";
import { BinaryReader } from "telegram/extensions/index.js";
import { Accounts, type Authorization } from "./accounts.ts";
import { type Address, configOf } from "./config.ts";
import { type AuthKey, Connection, type Outcome, type RpcAnswer } from "./connection.ts";
import { ServerKey, sha1 } from "./crypto.ts";
import { ApiError, mayGive } from "./errors.ts";
import { KeyExchange, type PrimePair } from "./exchange.ts";
import { ENDS_SESSION, type Fault } from "./faults.ts";
import { type Layer, LIBRARY_LAYER, type Sent, written } from "./layers.ts";
import { answer } from "./methods.ts";
import { Sockets } from "./sockets.ts";
import { int, long, Reader } from "./wire.ts";
import { World } from "./world.ts";

export type { Fault };

/** A product that factors at once. */
export const SMALL_PRIMES: PrimePair = [65_537n, 65_539n];
/** A product of the size that Telegram sends. */
export const REAL_PRIMES: PrimePair = [1_229_739_323n, 1_402_015_859n];

export interface DataCentreOptions {
  /** Its number; other data centres of the network are among `others`. */
  id?: number;
  others?: readonly Address[];
  now?: () => number;
  primes?: PrimePair;
  /** Layers that clients may speak beside the library's. */
  layers?: readonly Layer[];
}

/** A key speaks the library's layer until its client names another. */
type Key = AuthKey & Authorization & { layer: Layer | null };

const UNKNOWN = { user: null, awaiting: null, layer: LIBRARY_LAYER };

/** A call and the way to its client. */
interface Call {
  request: unknown;
  method: string;
  key: Key;
  drop: () => void;
  send: (payload: Buffer) => void;
}

export class DataCentre implements AsyncDisposable {
  readonly accounts: Accounts;
  readonly world: World;
  readonly calls: string[] = [];
  /** Why connections were ended by the server. */
  readonly violations: string[] = [];
  /** Asked for each call; what it returns happens instead. */
  fault: (method: string) => Fault | null = () => null;
  readonly #options: DataCentreOptions;
  readonly #now: () => number;
  readonly #keys = new Map<bigint, Key>();
  readonly #sockets: Sockets;

  private constructor(readonly serverKey: ServerKey, options: DataCentreOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.world = new World(this.#now);
    this.accounts = new Accounts(this.world);
    this.#sockets = new Sockets(
      (send, drop) => this.#accept(send, drop),
      (error) => this.violations.push(error instanceof Error ? error.message : String(error)),
    );
  }

  static async start(options: DataCentreOptions = {}): Promise<DataCentre> {
    return new DataCentre(await ServerKey.create(), options);
  }

  get port(): number {
    return this.#sockets.port;
  }

  get openConnections(): number {
    return this.#sockets.open;
  }

  /** Whether any key is signed in as the account. */
  signedIn(account: number): boolean {
    return this.#keys.values().some(({ user }) => user?.id === account);
  }

  /** New salts for every key, as each half hour. */
  changeSalts(): void {
    for (const key of this.#keys.values()) key.salt += 1n;
  }

  /** Forgets every key: their next packet is answered with -404. */
  forgetKeys(): void {
    this.#keys.clear();
  }

  /** Ends every connection as a lost network does; keys and sessions stay. */
  dropConnections(): void {
    this.#sockets.drop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sockets.close();
  }

  /** What becomes of the packets of one connection. */
  #accept(send: (payload: Buffer) => void, drop: () => void) {
    const primes = this.#options.primes ?? SMALL_PRIMES;
    const exchange = new KeyExchange(this.serverKey, primes, ({ authKey, salt }) => {
      const id = sha1(authKey).readBigInt64LE(12);
      const sessions = new Map();
      this.#keys.set(id, { id, bytes: authKey, salt, sessions, ...UNKNOWN });
    });
    let connection: { id: bigint; open: Connection } | null = null;
    return async (payload: Buffer): Promise<void> => {
      const id = payload.readBigInt64LE();
      if (id === 0n) return send(this.#plain(exchange, payload));
      const key = this.#keys.get(id);
      if (!key) return send(int(-404));
      if (connection?.id !== id) {
        const call = (bytes: Buffer) => this.#call(bytes, { key, drop, send });
        const forgetKey = () => void this.#keys.delete(id);
        connection = { id, open: new Connection({ key, now: this.#now, send, call, forgetKey }) };
      }
      await connection.open.receive(payload);
    };
  }

  #plain(exchange: KeyExchange, payload: Buffer): Buffer {
    const reader = new Reader(payload);
    reader.long();
    const msgId = reader.long();
    const body = exchange.answer(reader.take(reader.int()), this.world.seconds);
    return Buffer.concat([long(0n), long(msgId + 1n), int(body.length), body]);
  }

  #call(bytes: Buffer, way: Omit<Call, "request" | "method">): Outcome | Promise<Outcome> {
    let request: unknown = new BinaryReader(bytes).tgReadObject();
    while (
      request instanceof Api.InvokeWithLayer || request instanceof Api.InitConnection ||
      request instanceof Api.InvokeWithoutUpdates
    ) {
      if (request instanceof Api.InvokeWithLayer) way.key.layer = this.#layer(request.layer);
      request = request.query;
    }
    const method = nameOf(request);
    this.calls.push(method);
    const call = { ...way, request, method };
    const fault = this.fault(method);
    return fault ? this.#fail(call, fault) : this.#carryOut(call);
  }

  #fail(call: Call, fault: Fault): Outcome | Promise<Outcome> {
    if ("error" in fault) return this.#refusal(call, fault.code, fault.error);
    if ("slow" in fault) return fault.slow.then(() => this.#carryOut(call));
    if ("badSalt" in fault) {
      call.key.salt += 1n;
      return "bad salt";
    }
    if ("transport" in fault) call.send(int(fault.transport));
    else call.drop();
    return "drop" in fault && fault.drop === "after" ? this.#carryOut(call) : null;
  }

  #carryOut(call: Call): Outcome {
    try {
      const { layer } = call.key;
      if (!layer) throw new ApiError(400, "CONNECTION_LAYER_INVALID");
      return { result: written(this.#answer(call), layer) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return this.#refusal(call, error.code, error.message);
    }
  }

  /** What Telegram would never answer is a mistake of the test, or of the data centre. */
  #refusal({ method, key }: Call, code: number, error: string): RpcAnswer {
    if (!mayGive(method, error)) this.violations.push(`${method} never gives ${error}`);
    if (ENDS_SESSION.has(error)) key.user = null;
    return { code, error };
  }

  #layer(number: number): Layer | null {
    const layers = [LIBRARY_LAYER, ...this.#options.layers ?? []];
    return layers.find((layer) => layer.number === number) ?? null;
  }

  #answer({ request, key, method }: Call): Sent | Sent[] {
    if (request instanceof Api.help.GetConfig) {
      const { id = 2, others = [] } = this.#options;
      const addresses = [{ id, port: this.port }, ...others];
      return configOf(id, addresses, this.world.seconds);
    }
    if (request instanceof Api.auth.SendCode) return this.accounts.sendCode(request);
    if (request instanceof Api.auth.SignIn) return this.accounts.signIn(request, key);
    if (request instanceof Api.account.GetPassword) return this.accounts.getPassword(key);
    if (request instanceof Api.auth.CheckPassword) {
      return this.accounts.checkPassword(request, key);
    }
    if (!key.user) throw new ApiError(401, "AUTH_KEY_UNREGISTERED");
    if (request instanceof Api.auth.LogOut) {
      key.user = null;
      return new Api.auth.LoggedOut({});
    }
    const answered = answer({ world: this.world, viewer: key.user.id }, request);
    if (answered) return answered;
    throw new Error(`No such method here: ${method}`);
  }
}

function nameOf(request: unknown): string {
  return request !== null && typeof request === "object" && "className" in request
    ? String(request.className)
    : typeof request;
}
