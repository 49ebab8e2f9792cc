/** Rules of reading that can be switched off, to show that a test would notice. */
import type {
  GraphAnswer,
  GraphApi,
} from "../../../../shared/connectors/outlook/live/graph_api.ts";
import { GraphRefusal } from "../../../../shared/connectors/outlook/live/graph_errors.ts";

export const RULES = [
  /** What was called removed is asked for by its id before it is deleted. */
  "asking before deleting",
  /** A page and the cursor behind it are stored together, or neither. */
  "one transaction",
  /** A lost link begins its round anew. */
  "lost links begin anew",
  /** A round that is begun anew asks for what it did not see again. */
  "resets",
  /** A deletion holds up to its moment: what is taken out of the bin comes back. */
  "versioned deletions",
  /** A mail keeps its id when it moves. */
  "immutable ids",
] as const;
export type Rule = typeof RULES[number];

/** Graph as somebody sees it who does not keep the rule. */
export function breaking(api: GraphApi, without: Rule | null): GraphApi {
  return {
    ...api,
    async read(paths, preferences) {
      const answers = await api.read(paths, preferences);
      return answers.map((answer, index) => broken(answer, paths[index] ?? "", without));
    },
  };
}

function broken(answer: GraphAnswer, path: string, without: Rule | null): GraphAnswer {
  const asks = /^\/me\/messages\/[^/]+\?\$select=parentFolderId/.test(path) ||
    /^\/me\/events\/[^/?]+$/.test(path);
  if (without === "asking before deleting" && asks) {
    return { error: new GraphRefusal(404, "ErrorItemNotFound") };
  }
  const lost = "error" in answer && answer.error instanceof GraphRefusal && answer.error.lost;
  return without === "lost links begin anew" && lost
    ? { error: new GraphRefusal(400, "BadRequest") }
    : answer;
}

/** A request of somebody who takes whatever ids come. */
export function tolerant(init: RequestInit | undefined): RequestInit {
  const headers = new Headers(init?.headers);
  const prefer = (text: string) => text.replace(/IdType=\\?"ImmutableId\\?",?\s*/g, "");
  headers.set("prefer", prefer(headers.get("prefer") ?? ""));
  const body = typeof init?.body === "string" ? prefer(init.body) : init?.body;
  return { ...init, headers, ...(body === undefined ? {} : { body }) };
}
