/**
 * A loopback Telegram data centre: MTProto 2.0 over full TCP with a key of its own, and the methods
 * of a login. It hangs up on what Telegram hangs up on and fails when it is told to.
 */
import { Buffer } from "node:buffer";
import { createServer, type Server, type Socket } from "node:net";
import { Api } from "telegram";
import { BinaryReader } from "telegram/extensions/index.js";
import { Accounts, type Authorization } from "./accounts.ts";
import { type AuthKey, Connection, type RpcAnswer } from "./connection.ts";
import { ServerKey, sha1 } from "./crypto.ts";
import { ApiError, mayGive } from "./errors.ts";
import { KeyExchange, type PrimePair } from "./exchange.ts";
import { answer } from "./methods.ts";
import { FullTransport, int, long, Reader } from "./wire.ts";
import { World } from "./world.ts";

/** A product that factors at once. */
export const SMALL_PRIMES: PrimePair = [65_537n, 65_539n];
/** A product of the size that Telegram sends. */
export const REAL_PRIMES: PrimePair = [1_229_739_323n, 1_402_015_859n];

/** What happens to a call instead of its answer. */
export type Fault = { code: number; error: string } | { drop: true };

export interface DataCentreOptions {
  now?: () => number;
  primes?: PrimePair;
}

export class DataCentre implements AsyncDisposable {
  readonly accounts: Accounts;
  readonly world: World;
  readonly calls: string[] = [];
  /** Why connections were ended by the server. */
  readonly violations: string[] = [];
  /** Asked for each call; what it returns happens instead. */
  fault: (method: string) => Fault | null = () => null;
  readonly #now: () => number;
  readonly #primes: PrimePair;
  readonly #keys = new Map<bigint, AuthKey & Authorization>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(readonly serverKey: ServerKey, options: DataCentreOptions) {
    this.#now = options.now ?? Date.now;
    this.#primes = options.primes ?? SMALL_PRIMES;
    this.world = new World(this.#now);
    this.accounts = new Accounts(this.world);
    this.#server = createServer((socket) => this.#accept(socket));
  }

  static async start(options: DataCentreOptions = {}): Promise<DataCentre> {
    const centre = new DataCentre(await ServerKey.create(), options);
    await new Promise<void>((done) => centre.#server.listen(0, "127.0.0.1", done));
    return centre;
  }

  get port(): number {
    const address = this.#server.address();
    if (!address || typeof address === "string") throw new Error("Not listening");
    return address.port;
  }

  get openConnections(): number {
    return this.#sockets.size;
  }

  /** New salts for every key, as each half hour. */
  changeSalts(): void {
    for (const key of this.#keys.values()) key.salt += 1n;
  }

  /** Forgets every key: their next packet is answered with -404. */
  forgetKeys(): void {
    this.#keys.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    const transport = new FullTransport();
    const send = (payload: Buffer) => {
      if (!socket.destroyed) socket.write(transport.send(payload));
    };
    const exchange = new KeyExchange(this.serverKey, this.#primes, ({ authKey, salt }) => {
      const id = sha1(authKey).readBigInt64LE(12);
      this.#keys.set(id, { id, bytes: authKey, salt, user: null, awaiting: null });
    });
    let connection: { id: bigint; open: Connection } | null = null;
    const hangUp = (error: unknown) => {
      this.violations.push(error instanceof Error ? error.message : String(error));
      socket.destroy();
    };
    const packet = (payload: Buffer) => {
      const id = payload.readBigInt64LE();
      if (id === 0n) return send(this.#plain(exchange, payload));
      const key = this.#keys.get(id);
      if (!key) return send(int(-404));
      if (connection?.id !== id) {
        const call = (request: Buffer) => this.#call(request, key, () => socket.destroy());
        connection = { id, open: new Connection({ key, now: this.#now, send, call }) };
      }
      connection.open.receive(payload).catch(hangUp);
    };
    socket.on("data", (chunk: Buffer) => {
      try {
        transport.receive(chunk).forEach(packet);
      } catch (error) {
        hangUp(error);
      }
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#sockets.delete(socket));
  }

  #plain(exchange: KeyExchange, payload: Buffer): Buffer {
    const reader = new Reader(payload);
    reader.long();
    const msgId = reader.long();
    const body = exchange.answer(reader.take(reader.int()), Math.floor(this.#now() / 1000));
    return Buffer.concat([long(0n), long(msgId + 1n), int(body.length), body]);
  }

  #call(bytes: Buffer, key: Authorization, drop: () => void): Promise<RpcAnswer | null> {
    let request: unknown = new BinaryReader(bytes).tgReadObject();
    while (
      request instanceof Api.InvokeWithLayer || request instanceof Api.InitConnection ||
      request instanceof Api.InvokeWithoutUpdates
    ) request = request.query;
    const method = nameOf(request);
    this.calls.push(method);
    const fault = this.fault(method);
    if (fault && "drop" in fault) {
      drop();
      return Promise.resolve(null);
    }
    if (fault) return Promise.resolve(this.#refusal(method, fault.code, fault.error));
    try {
      return Promise.resolve({ result: this.#answer(request, key) });
    } catch (error) {
      if (!(error instanceof ApiError)) return Promise.reject(error);
      return Promise.resolve(this.#refusal(method, error.code, error.message));
    }
  }

  /** What Telegram would never answer is a mistake of the test, or of the data centre. */
  #refusal(method: string, code: number, error: string): RpcAnswer {
    if (!mayGive(method, error)) this.violations.push(`${method} never gives ${error}`);
    return { code, error };
  }

  #answer(request: unknown, key: Authorization): Buffer {
    if (request instanceof Api.help.GetConfig) return this.#config().getBytes();
    if (request instanceof Api.auth.SendCode) return this.accounts.sendCode(request).getBytes();
    if (request instanceof Api.auth.SignIn) return this.accounts.signIn(request, key).getBytes();
    if (request instanceof Api.account.GetPassword) {
      return this.accounts.getPassword(key).getBytes();
    }
    if (request instanceof Api.auth.CheckPassword) {
      return this.accounts.checkPassword(request, key).getBytes();
    }
    if (!key.user) throw new ApiError(401, "AUTH_KEY_UNREGISTERED");
    if (request instanceof Api.auth.LogOut) {
      key.user = null;
      return new Api.auth.LoggedOut({}).getBytes();
    }
    const answered = answer({ world: this.world, viewer: key.user.id }, request);
    if (answered) return answered;
    throw new Error(`No such method here: ${nameOf(request)}`);
  }

  #config(): Api.Config {
    const seconds = Math.floor(this.#now() / 1000);
    return new Api.Config({
      date: seconds,
      expires: seconds + 3600,
      testMode: false,
      thisDc: 2,
      dcOptions: [new Api.DcOption({ id: 2, ipAddress: "127.0.0.1", port: this.port })],
      dcTxtDomainName: "localhost",
      chatSizeMax: 200,
      megagroupSizeMax: 200_000,
      forwardedCountMax: 100,
      onlineUpdatePeriodMs: 210_000,
      offlineBlurTimeoutMs: 5_000,
      offlineIdleTimeoutMs: 30_000,
      onlineCloudTimeoutMs: 300_000,
      notifyCloudDelayMs: 30_000,
      notifyDefaultDelayMs: 1_500,
      pushChatPeriodMs: 60_000,
      pushChatLimit: 2,
      editTimeLimit: 172_800,
      revokeTimeLimit: 2_147_483_647,
      revokePmTimeLimit: 2_147_483_647,
      ratingEDecay: 2_419_200,
      stickersRecentLimit: 200,
      channelsReadMediaPeriod: 604_800,
      callReceiveTimeoutMs: 20_000,
      callRingTimeoutMs: 90_000,
      callConnectTimeoutMs: 30_000,
      callPacketTimeoutMs: 10_000,
      meUrlPrefix: "https://t.me/",
      captionLengthMax: 1024,
      messageLengthMax: 4096,
      webfileDcId: 4,
    });
  }
}

function nameOf(request: unknown): string {
  return request !== null && typeof request === "object" && "className" in request
    ? String(request.className)
    : typeof request;
}
