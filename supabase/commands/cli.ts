import { Command, CommanderError } from "commander";
import { z } from "zod";
import { keepStdoutForResults, stderr, stdout } from "./terminal.ts";
import { RemedyError, TASK, UsageError } from "./usage.ts";

/** One command line: what `--help` says of it, and the schema that its values must fit. */
export interface CommandLine<Values extends z.ZodType> {
  /** The name of the task in deno.json. */
  task: string;
  about: string;
  /** Flags as commander reads them (`--port <n>`) and what they are for, in the order of `--help`. */
  options: Readonly<Record<string, string>>;
  /** One argument that may follow, by its name. */
  argument?: { name: string; about: string };
  /** Values by option in camel case; messages go on after the option's name ("must be ..."). */
  values: Values;
}

/** Exit code of a command line that cannot be followed. */
export const USAGE_EXIT = 2;

/**
 * Reads a command line: values are checked before anything starts.
 *
 * @returns null where help was asked for, and printed
 * @throws UsageError that names the option
 */
export function readCommandLine<Values extends z.ZodType>(
  line: CommandLine<Values>,
  args: readonly string[],
): z.output<Values> | null {
  const command = commandOf(line);
  try {
    command.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    throw new UsageError(sentence(error.message));
  }
  const given: Record<string, unknown> = command.opts();
  if (line.argument) given[line.argument.name] = command.args[0];
  const parsed = line.values.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new UsageError(
    parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0] ?? "");
      return name === "" ? message : `${flagOf(name)} ${message}`;
    }).join("; "),
  );
}

function commandOf(line: CommandLine<z.ZodType>): Command {
  const command = new Command(`${TASK} ${line.task}`)
    .description(line.about)
    .helpOption("-h, --help", "print this")
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.line(text.trimEnd()),
      // Said once, by whoever catches the error.
      writeErr: () => {},
    });
  for (const [flags, about] of Object.entries(line.options)) {
    if (flags.endsWith("...>")) {
      // One value each time, so that what follows is not swallowed.
      command.option(
        flags.replace("...>", ">"),
        about,
        (value: string, before: string[] | undefined) => [...before ?? [], value],
      );
    } else command.option(flags, about);
  }
  if (line.argument) command.argument(`[${line.argument.name}]`, line.argument.about);
  return command;
}

function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function sentence(message: string): string {
  const text = message.replace(/^error: /, "").replace(/\s+/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * Runs a task as a program: exit code 0, 1 where it failed, 2 where its command line cannot be
 * followed (with the usage). Whoever stays alive, such as `start`, returns "stay".
 *
 * @param known classes of errors whose message is all that a person needs
 */
export async function runTask<Values extends z.ZodType>(
  line: CommandLine<Values>,
  work: (values: z.output<Values>) => Promise<void | "stay">,
  known: readonly (abstract new (...args: never[]) => Error)[] = [],
): Promise<void> {
  keepStdoutForResults();
  try {
    const values = readCommandLine(line, Deno.args);
    if (values !== null && await work(values) === "stay") return;
    Deno.exit(0);
  } catch (error) {
    const say = (text: string) => stderr.line(`${line.task}: ${text}`);
    if (error instanceof UsageError) {
      say(error.message);
      stderr.line(`\n${commandOf(line).helpInformation().trimEnd()}`);
      Deno.exit(USAGE_EXIT);
    }
    if (!(error instanceof Error)) say(String(error));
    else if ([RemedyError, ...known].some((kind) => error instanceof kind)) say(error.message);
    // A defect of the program: its place helps whoever mends it.
    else say(isDefect(error) ? error.stack ?? error.message : error.message);
    Deno.exit(1);
  }
}

function isDefect(error: Error): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);
}

/** What several commands take. */
export const values = {
  text: z.string().min(1, "must not be empty"),
  flag: z.boolean().default(false),
  port: z.string().regex(/^\d{1,5}$/, "must be a number from 0 to 65535").transform(Number)
    .pipe(z.number().max(65535, "must be a number from 0 to 65535")),
  url: z.url({ protocol: /^https?$/, error: "must be an http(s) URL" }),
  slackUser: z.string().regex(
    /^[UW][A-Z0-9]+$/,
    "must be a Slack member id such as U012AB3CD (in Slack: profile, then Copy member ID)",
  ),
  timezone: z.string().refine(isTimezone, "must be an IANA name such as Europe/Berlin"),
  instant: z.iso.datetime({
    offset: true,
    error: "must be an ISO time with its offset, such as 2018-02-03T22:00:00Z",
  }).transform((text) => new Date(text)),
};

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
