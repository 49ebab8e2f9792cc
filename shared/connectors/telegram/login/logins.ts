/** Logins under way: what they go on with, sealed, for ten minutes. */
import { z } from "zod";
import type { Rpc } from "../../../database/rpc.ts";
import type { Keyring } from "../../tokens/envelope.ts";
import { noSuchLogin } from "./problems.ts";

/** How long a person may take, in seconds. */
export const LOGIN_SECONDS = 600;
/** Wrong codes, or wrong passwords, that end a login. */
export const MOST_TRIES = 5;

export type Step = "code" | "password";

/** What the next step needs. The phone number stands here and nowhere else. */
const Secrets = z.object({
  session: z.string(),
  phoneNumber: z.string(),
  phoneCodeHash: z.string(),
});
export type Secrets = z.infer<typeof Secrets>;

/** A login of which one try was counted. */
export interface Tried extends Secrets {
  triesLeft: number;
}

const rows = z.array(z.object({ login_enc: z.string(), tries_left: z.number().int() }));

export class Logins {
  constructor(private readonly internal: Rpc, private readonly keyring: Keyring) {}

  /** @param phoneMac what finds an earlier login of the same number. Returns the login's id. */
  async begin(userId: string, phoneMac: string, secrets: Secrets): Promise<string> {
    const login = crypto.randomUUID();
    await this.internal("begin_telegram_login", {
      login,
      for_user: userId,
      phone_mac: phoneMac,
      login_enc: await this.#sealed(login, userId, secrets),
      seconds: LOGIN_SECONDS,
    });
    return login;
  }

  /**
   * Counts a try.
   *
   * @throws {ProblemError} 400 where there is no such login, at this step, with tries left
   */
  async try(login: string, userId: string, step: Step): Promise<Tried> {
    const [row] = rows.parse(
      await this.internal("try_telegram_login", {
        login,
        for_user: userId,
        wanted_step: step,
        most_tries: MOST_TRIES,
      }),
    );
    if (!row) throw noSuchLogin();
    const opened = await this.keyring.open(row.login_enc, bindingOf(login, userId));
    return { ...Secrets.parse(JSON.parse(opened)), triesLeft: row.tries_left };
  }

  /** The try said nothing of what was entered. */
  async untry(login: string, userId: string): Promise<void> {
    await this.internal("untry_telegram_login", { login, for_user: userId });
  }

  /** The password is asked for next. */
  async advance(login: string, userId: string, secrets: Secrets): Promise<void> {
    const login_enc = await this.#sealed(login, userId, secrets);
    const there = z.boolean().parse(
      await this.internal("advance_telegram_login", { login, for_user: userId, login_enc }),
    );
    if (!there) throw noSuchLogin();
  }

  async end(login: string, userId: string): Promise<void> {
    await this.internal("end_telegram_login", { login, for_user: userId });
  }

  #sealed(login: string, userId: string, { session, phoneNumber, phoneCodeHash }: Secrets) {
    const secrets = JSON.stringify({ session, phoneNumber, phoneCodeHash });
    return this.keyring.seal(secrets, bindingOf(login, userId));
  }
}

function bindingOf(row: string, userId: string) {
  return { table: "telegram_logins", row, userId, provider: "telegram", purpose: "login" };
}
