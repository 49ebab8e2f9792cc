/** The lists of an export, each read once, however many workspaces share it. */
import type { z } from "zod";
import type { ExportFiles } from "./files.ts";
import { jsonElements, JsonFileError } from "./json_elements.ts";
import { type ExportProblem, ProblemList, reasonOf } from "./problems.ts";

export class ExportLists {
  readonly #read = new Map<string, Promise<unknown[]>>();
  #problems: ExportProblem[] = [];

  constructor(readonly files: ExportFiles) {}

  /** The valid entries of the list; the others are problems. */
  async entries<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
    const known = this.#read.get(path);
    const reading = known ?? this.#readOnce(path);
    this.#read.set(path, reading);
    const problems = new ProblemList(path);
    const valid = (await reading).flatMap((entry, index) => {
      const parsed = schema.safeParse(entry);
      if (!parsed.success) problems.add(`entry ${index} ${complaint(parsed.error)}`);
      return parsed.success ? [parsed.data] : [];
    });
    if (known === undefined) this.#problems.push(...problems.all());
    return valid;
  }

  report(path: string, problem: string): void {
    this.#problems.push({ path, problem });
  }

  /** What was found wrong since the last call. */
  takeProblems(): ExportProblem[] {
    const taken = this.#problems;
    this.#problems = [];
    return taken;
  }

  async #readOnce(path: string): Promise<unknown[]> {
    const entries: unknown[] = [];
    const problems = new ProblemList(path);
    try {
      for await (const element of jsonElements(this.files.text(path))) {
        if ("problem" in element) problems.add(`entry ${element.index} ${element.problem}`);
        else entries.push(element.value);
      }
    } catch (error) {
      problems.add(readFailure(error));
    }
    this.#problems.push(...problems.all());
    return entries;
  }
}

/** The problem of a file whose reading ended with an error. */
export function readFailure(error: unknown): string {
  const reason = reasonOf(error);
  return error instanceof JsonFileError ? reason : `cannot be read: ${reason}`;
}

function complaint(error: z.ZodError): string {
  const long = error.issues.some(({ code }) => code === "too_big");
  return long ? `has an id of more than ${MAX_ID_LENGTH} characters` : "has no id";
}

/** Longest id that is taken: Slack's have 9 to 11, and an index row of the database has its limit. */
export const MAX_ID_LENGTH = 255;
