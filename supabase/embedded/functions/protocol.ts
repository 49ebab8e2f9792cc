/** What the supervisor writes to the runtime's standard input, as one line of JSON. */
export interface RuntimeOptions {
  /** Requests without it in `TOKEN_HEADER` are refused: the port is open to the whole machine. */
  token: string;
  /** What functions see as the origin of their request, without a path. */
  origin: string;
  /** How long a function may take to answer, in milliseconds. */
  wallClock: number;
  functions: { name: string; entrypoint: string }[];
}

/** The line of JSON that the runtime prints when it serves. */
export interface ReadyLine {
  ready: true;
  port: number;
}

export const TOKEN_HEADER = "x-embedded-runtime-token";

/** A path that the runtime itself answers, to show that it has a moment; no function has such a name. */
export const KNOCK_PATH = "/_knock";

/** The limit of a hosted function, in milliseconds. */
export const WALL_CLOCK = 150_000;

/** Whether a line of the runtime's output is its ready line. */
export function isReadyLine(value: unknown): value is ReadyLine {
  return typeof value === "object" && value !== null &&
    "ready" in value && value.ready === true && "port" in value && typeof value.port === "number";
}
