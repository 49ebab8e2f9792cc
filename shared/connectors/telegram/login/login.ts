/** Logging in to a person's own Telegram account: number, code and, where there is one, password. */
import { z } from "zod";
import type { Rpc } from "../../../database/rpc.ts";
import type { Linked } from "../../../contracts/connectors.ts";
import type {
  TelegramCode,
  TelegramLoginBegun,
  TelegramPassword,
  TelegramPasswordNeeded,
} from "../../../contracts/telegram_login.ts";
import type { OAuthDependencies } from "../../oauth/flow.ts";
import type { PhoneLogin } from "../../phone_login.ts";
import type { Token } from "../../tokens/token_store.ts";
import { type SignedIn, type TelegramClientPort, TelegramError } from "../port.ts";
import { asConnectorError } from "../refusals.ts";
import { LOGIN_SECONDS, Logins, type Step, type Tried } from "./logins.ts";
import { noSuchLogin, problemOf, tooManyCodes } from "./problems.ts";

/** What logging in takes. */
export interface LoginDependencies {
  internal: Rpc;
  /** @throws {ProblemError} 503 without ENCRYPTION_KEYS */
  linking(): Promise<OAuthDependencies>;
  /** The library is loaded when it is first asked for. */
  client(): Promise<TelegramClientPort>;
}

/** Codes for one number, and for one person, in an hour: Telegram sends them to somebody's phone. */
const CODES_AN_HOUR = 5;

/** What ends a login: nothing that is entered after it can be right. */
const FINAL = new Set(["code_expired", "phone_banned", "phone_unregistered", "relink"]);
/** What was entered is wrong. */
const WRONG = new Set(["code_wrong", "password_wrong"]);

const grants = z.array(z.object({
  granted: z.boolean(),
  retry_after_seconds: z.number().int(),
}));

export class TelegramLogin implements PhoneLogin {
  constructor(private readonly dependencies: LoginDependencies) {}

  async begin(userId: string, phoneNumber: string): Promise<TelegramLoginBegun> {
    const { internal, keyring } = await this.dependencies.linking();
    const mac = await keyring.fingerprint(phoneNumber, "telegram phone number");
    await this.#takeCode(`person:${userId}`);
    await this.#takeCode(`number:${mac}`);
    const client = await this.dependencies.client();
    const sent = await client.sendCode(phoneNumber).catch((error: unknown) => {
      throw error instanceof TelegramError ? problemOf(error) : error;
    });
    const { session, phoneCodeHash, sentBy } = sent;
    const secrets = { session, phoneNumber, phoneCodeHash };
    return {
      auth_session_id: await new Logins(internal, keyring).begin(userId, mac, secrets),
      phone_code_hash: phoneCodeHash,
      sent_by: sentBy,
      expires_in: LOGIN_SECONDS,
    };
  }

  async enterCode(userId: string, entry: TelegramCode): Promise<Linked | TelegramPasswordNeeded> {
    const { auth_session_id: id, phone_code: phoneCode, phone_code_hash: hash } = entry;
    const logins = await this.#logins();
    const signed = await this.#enter(logins, userId, id, "code", (client, login) => {
      const { session, phoneNumber, phoneCodeHash } = login;
      if (hash !== undefined && hash !== phoneCodeHash) throw noSuchLogin();
      return client.signIn(session, { phoneNumber, phoneCode, phoneCodeHash });
    });
    const { answer, login } = signed;
    if (answer.state === "linked") return await this.#link(logins, userId, id, answer);
    await logins.advance(id, userId, { ...login, session: answer.session });
    return {
      auth_session_id: id,
      status: "password_needed",
      password_hint: answer.hint ?? null,
    };
  }

  async enterPassword(userId: string, entry: TelegramPassword): Promise<Linked> {
    const { auth_session_id: id, password } = entry;
    const logins = await this.#logins();
    const { answer } = await this.#enter(
      logins,
      userId,
      id,
      "password",
      (client, { session }) => client.checkPassword(session, password),
    );
    if (answer.state !== "linked") throw problemOf(new TelegramError("unavailable"));
    return await this.#link(logins, userId, id, answer);
  }

  async revoke({ access }: Token): Promise<void> {
    const client = await this.dependencies.client();
    await client.logOut(access).catch((error: unknown) => {
      throw asConnectorError(error);
    });
  }

  async #logins(): Promise<Logins> {
    const { internal, keyring } = await this.dependencies.linking();
    return new Logins(internal, keyring);
  }

  /** One try, which is given back where it said nothing of what was entered. */
  async #enter(
    logins: Logins,
    userId: string,
    id: string,
    step: Step,
    ask: (client: TelegramClientPort, login: Tried) => Promise<SignedIn>,
  ): Promise<{ answer: SignedIn; login: Tried }> {
    const login = await logins.try(id, userId, step);
    try {
      return { answer: await ask(await this.dependencies.client(), login), login };
    } catch (error) {
      if (!(error instanceof TelegramError)) {
        await logins.untry(id, userId);
        throw error;
      }
      const { failure } = error;
      const wrong = WRONG.has(failure);
      if (FINAL.has(failure) || (wrong && login.triesLeft === 0)) await logins.end(id, userId);
      else if (!wrong) await logins.untry(id, userId);
      throw problemOf(error, wrong ? `; ${remedy(login.triesLeft)}` : "");
    }
  }

  async #link(
    logins: Logins,
    userId: string,
    id: string,
    { session, userId: providerAccountId, name }: Extract<SignedIn, { state: "linked" }>,
  ): Promise<Linked> {
    const { tokens } = await this.dependencies.linking();
    const earlier = await this.#sessionOf(userId, providerAccountId);
    let account: string;
    try {
      account = await tokens.link({
        userId,
        provider: "telegram",
        providerAccountId,
        metadata: { name, owner_name: name },
        token: { access: session, refresh: null, expiresAt: null, scopes: null },
      });
    } catch (error) {
      // A session that nobody has would stand in the person's list of devices.
      await this.#logOut(session);
      throw error;
    }
    await logins.end(id, userId);
    if (earlier !== null) await this.#logOut(earlier);
    return {
      linked_account_id: account,
      provider: "telegram",
      provider_account_id: providerAccountId,
      status: "active",
      missing_scopes: [],
    };
  }

  /** The session that this linking takes the place of. */
  async #sessionOf(userId: string, providerAccountId: string): Promise<string | null> {
    const { internal, tokens } = await this.dependencies.linking();
    const account = z.guid().nullable().parse(
      await internal("linked_account", {
        for_user: userId,
        wanted_provider: "telegram",
        wanted_account: providerAccountId,
      }),
    );
    if (account === null) return null;
    // One that does not open any more cannot be ended either.
    const token = await tokens.read(account).catch(() => null);
    return token?.access ?? null;
  }

  async #logOut(session: string): Promise<void> {
    const client = await this.dependencies.client();
    await client.logOut(session).catch(() => {});
  }

  async #takeCode(whose: string): Promise<void> {
    const [grant] = grants.parse(
      await this.dependencies.internal("take_rate_limit", {
        bucket: `telegram-codes:${whose}`,
        allowed: CODES_AN_HOUR,
        window_seconds: 3600,
      }),
    );
    if (!grant?.granted) throw tooManyCodes(grant?.retry_after_seconds ?? 3600);
  }
}

function remedy(triesLeft: number): string {
  if (triesLeft === 0) return "that was the last try, begin again";
  return triesLeft === 1 ? "one try is left" : `${triesLeft} tries are left`;
}
