/** What could not be read of an export, and why. */

/** What is wrong with a file, without a word of its contents. */
export interface ExportProblem {
  path: string;
  problem: string;
}

/** Most problems of one kind that are listed one by one. */
const MAX_LISTED = 20;

/** Problems of one file: the first ones one by one, the others by their number. */
export class ProblemList {
  readonly #listed: ExportProblem[] = [];
  #more = 0;

  constructor(readonly path: string) {}

  add(problem: string): void {
    if (this.#listed.length < MAX_LISTED) this.#listed.push({ path: this.path, problem });
    else this.#more += 1;
  }

  all(): ExportProblem[] {
    if (this.#more === 0) return this.#listed;
    const problem = `has ${this.#more} more problems of these kinds`;
    return [...this.#listed, { path: this.path, problem }];
  }
}

/** What the error says, as the end of a sentence that begins with a path. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : "unknown";
}
