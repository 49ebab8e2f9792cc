import { parseLogLine, readable } from "../log_lines.ts";
import { stderr } from "../terminal.ts";

/** The log of `start`: a line for a person on a terminal, the functions' JSON anywhere else. */
export function startLog(): (message: string) => void {
  return (message) => {
    const line = stderr.isTerminal ? parseLogLine(message) : null;
    stderr.line(line === null ? message : readable(line));
  };
}
