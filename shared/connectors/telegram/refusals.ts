import { ConnectorError, type Remedy } from "../connector.ts";
import { TelegramError } from "./port.ts";

/** Waited where Telegram asks to wait and names no time. */
const LONG_SECONDS = 24 * 3600;

/** What a refusal means for reading; other errors as they are. */
export function asConnectorError(error: unknown): unknown {
  if (!(error instanceof TelegramError)) return error;
  return new ConnectorError(error.word, remedyOf(error));
}

function remedyOf({ failure, retryAfterSeconds }: TelegramError): Remedy {
  if (failure === "flood") return { kind: "wait", seconds: retryAfterSeconds ?? LONG_SECONDS };
  return failure === "relink" ? { kind: "relink" } : { kind: "retry" };
}
