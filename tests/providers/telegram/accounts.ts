/** Telegram accounts and their logins. */
import { Buffer } from "node:buffer";
import { randomBytes, randomInt } from "node:crypto";
import bigInt from "big-integer";
import { Api } from "telegram";
import { toBytes } from "./crypto.ts";
import { ApiError } from "./errors.ts";
import { DH_PRIME } from "./prime.ts";
import { userOf } from "./render.ts";
import { PasswordCheck } from "./srp.ts";
import type { Person, World } from "./world.ts";

/** A person who can sign in. */
export interface Account extends Person {
  phone: string;
  password?: string;
}

interface PendingCode {
  hash: string;
  code: string;
  expiresAt: number;
}

/** What one authorization key is allowed to do. */
export interface Authorization {
  user: Account | null;
  /** Signed in but for the two-step password. */
  awaiting: Account | null;
}

export class Accounts {
  readonly #byPhone = new Map<string, Account>();
  readonly #codes = new Map<string, PendingCode>();
  readonly #checks = new Map<Authorization, PasswordCheck>();

  constructor(readonly world: World, readonly apiId = 4242, readonly apiHash = "test-hash") {}

  add(account: Account): Account {
    this.#byPhone.set(account.phone, account);
    this.world.addPerson(account);
    return account;
  }

  /** The code that the person would read in their app. */
  codeOf(phone: string): string {
    const pending = this.#codes.get(phone);
    if (!pending) throw new Error("No code was sent to this number");
    return pending.code;
  }

  sendCode(request: Api.auth.SendCode): Api.auth.SentCode {
    if (request.apiId !== this.apiId || request.apiHash !== this.apiHash) {
      throw new ApiError(400, "API_ID_INVALID");
    }
    const phone = digits(request.phoneNumber);
    if (!/^\d{7,15}$/.test(phone)) throw new ApiError(400, "PHONE_NUMBER_INVALID");
    const pending = {
      hash: randomBytes(9).toString("hex"),
      code: String(randomInt(10_000, 100_000)),
      expiresAt: this.world.now() + 300_000,
    };
    this.#codes.set(phone, pending);
    return new Api.auth.SentCode({
      type: new Api.auth.SentCodeTypeApp({ length: 5 }),
      phoneCodeHash: pending.hash,
    });
  }

  signIn(request: Api.auth.SignIn, authorization: Authorization): Api.auth.TypeAuthorization {
    const phone = digits(request.phoneNumber);
    const pending = this.#codes.get(phone);
    if (!request.phoneCode) throw new ApiError(400, "PHONE_CODE_EMPTY");
    if (
      !pending || pending.hash !== request.phoneCodeHash || pending.expiresAt <= this.world.now()
    ) {
      throw new ApiError(400, "PHONE_CODE_EXPIRED");
    }
    if (pending.code !== request.phoneCode) throw new ApiError(400, "PHONE_CODE_INVALID");
    this.#codes.delete(phone);
    const account = this.#byPhone.get(phone);
    if (!account) return new Api.auth.AuthorizationSignUpRequired({});
    if (account.password !== undefined) {
      authorization.awaiting = account;
      throw new ApiError(401, "SESSION_PASSWORD_NEEDED");
    }
    return this.#authorize(account, authorization);
  }

  getPassword(authorization: Authorization): Api.account.Password {
    const account = authorization.awaiting ?? authorization.user;
    if (!account) throw new ApiError(401, "AUTH_KEY_UNREGISTERED");
    const common = {
      newAlgo: new Api.PasswordKdfAlgoUnknown(),
      newSecureAlgo: new Api.SecurePasswordKdfAlgoUnknown(),
      secureRandom: randomBytes(256),
    };
    if (account.password === undefined) return new Api.account.Password(common);
    const check = new PasswordCheck(account.password);
    this.#checks.set(authorization, check);
    return new Api.account.Password({
      ...common,
      hasPassword: true,
      currentAlgo: new Api.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow({
        salt1: check.salt1,
        salt2: check.salt2,
        g: 3,
        p: PRIME_BYTES,
      }),
      srp_B: check.srpB,
      srpId: bigInt(check.srpId.toString()),
    });
  }

  checkPassword(request: Api.auth.CheckPassword, authorization: Authorization) {
    const account = authorization.awaiting;
    if (!account) throw new ApiError(401, "AUTH_KEY_UNREGISTERED");
    const check = this.#checks.get(authorization);
    const proof = request.password;
    if (!(proof instanceof Api.InputCheckPasswordSRP)) {
      throw new ApiError(400, "PASSWORD_HASH_INVALID");
    }
    if (!check || check.srpId.toString() !== proof.srpId.toString()) {
      throw new ApiError(400, "SRP_ID_INVALID");
    }
    this.#checks.delete(authorization);
    if (!check.proves(proof.A, proof.M1)) throw new ApiError(400, "PASSWORD_HASH_INVALID");
    return this.#authorize(account, authorization);
  }

  #authorize(account: Account, authorization: Authorization): Api.auth.Authorization {
    authorization.user = account;
    authorization.awaiting = null;
    const user = userOf({ world: this.world, viewer: account.id }, account);
    return new Api.auth.Authorization({ user });
  }
}

const PRIME_BYTES: Buffer = toBytes(DH_PRIME, 256);
const digits = (phone: string) => phone.replace(/\D/g, "");
