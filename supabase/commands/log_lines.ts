import { z } from "zod";

const logLine = z.looseObject({ time: z.string(), level: z.string(), message: z.string() });

/** A line of the functions' log, which is JSON; null for any other line. */
export type LogLine = z.infer<typeof logLine>;

/** Reads a line of JSON as the functions log it. */
export function parseLogLine(line: string): LogLine | null {
  if (!line.startsWith("{")) return null;
  try {
    return logLine.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** The line for a person: `09:00:01 prompts POST /prompts/ 200, 45 ms`. */
export function readable(line: LogLine): string {
  const { time, level, message, ...fields } = line;
  const at = time.slice(11, 19);
  if (message === "request") {
    const { function: name, method, route, status, milliseconds } = fields;
    return `${at} ${name} ${method} ${route} ${status}, ${milliseconds} ms`;
  }
  const shown = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`);
  const prefix = level === "INFO" ? "" : `${level.toLowerCase()}: `;
  return [`${at} ${prefix}${message}`, ...shown].join(" ");
}

/** Whether a person should see the line while they wait for something else. */
export function isAlarming({ level }: LogLine): boolean {
  return level === "WARNING" || level === "ERROR";
}
