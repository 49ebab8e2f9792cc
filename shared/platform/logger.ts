import { currentRequestId } from "./request_id.ts";

const order = ["DEBUG", "INFO", "WARNING", "ERROR"] as const;
export type LogLevel = (typeof order)[number];

/** Values a log line may carry: ids, names and numbers. Never a token, never a message text. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** Writes one JSON object a line. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warning(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/**
 * A logger that drops what is below `level` and hands each line to `write`. What is logged while a
 * request is worked for names it, unless the fields name another.
 */
export function createLogger(
  level: LogLevel,
  now: () => Date,
  write: (line: string) => void = console.error,
): Logger {
  const at = (name: LogLevel) => (message: string, fields: LogFields = {}) => {
    if (order.indexOf(name) < order.indexOf(level)) return;
    const requestId = currentRequestId();
    const request = requestId === undefined ? {} : { request_id: requestId };
    write(
      JSON.stringify({ time: now().toISOString(), level: name, message, ...request, ...fields }),
    );
  };
  return { debug: at("DEBUG"), info: at("INFO"), warning: at("WARNING"), error: at("ERROR") };
}

/**
 * What may be logged of an error: its class and code. Messages of libraries and databases can
 * quote what they were given, and that may be somebody's mail.
 */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = (error as { code?: unknown }).code;
  return { error: error.name, ...(typeof code === "string" ? { code } : {}) };
}
