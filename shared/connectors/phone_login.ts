import type { Linked } from "../contracts/connectors.ts";
import type {
  TelegramCode,
  TelegramLoginBegun,
  TelegramPassword,
  TelegramPasswordNeeded,
} from "../contracts/telegram_login.ts";
import type { Token } from "./tokens/token_store.ts";

/**
 * How a provider is logged in to by a phone number and the code that it sends to the number's owner.
 * Refusals are `ProblemError`s, each with a code and a remedy.
 */
export interface PhoneLogin {
  /** @param phoneNumber "+15550001111" */
  begin(userId: string, phoneNumber: string): Promise<TelegramLoginBegun>;
  enterCode(userId: string, entry: TelegramCode): Promise<Linked | TelegramPasswordNeeded>;
  enterPassword(userId: string, entry: TelegramPassword): Promise<Linked>;
  /** Ends the session at the provider, as far as it lets us. */
  revoke(token: Token): Promise<void>;
}
