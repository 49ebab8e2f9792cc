import { cutText } from "../../models/extractive/cut.ts";
import { speaksToModel } from "../../models/instructions.ts";
import type { Evidence } from "../../models/language_model.ts";
import { visibleText } from "../../models/visible_text.ts";
import { nameTokens, nameWords } from "./name_tokens.ts";
import type { KnownNames } from "./names.ts";

/** Names of each kind that a model is told of, and UTF-16 units of each. */
const most = 60;
const longest = 80;
/** It is no event: nobody cites it. */
const nobody = "00000000-0000-0000-0000-000000000000";

/**
 * The places and people of a timeline for a model that has to understand a prompt: those first that
 * share a word with it. Whoever named them chose their words, so they are evidence like any message,
 * without what is hidden in them and without those that give orders.
 *
 * @returns empty where there are none
 */
export function namesToTell(prompt: string, { places, people }: KnownNames): Evidence[] {
  const asked = new Set(nameTokens(prompt).map(({ folded }) => folded.replace(/^[#@]/, "")));
  const listed = (names: readonly string[]) => {
    const near = (name: string) =>
      nameWords(name).some((word) => asked.has(word.replace(/^[#@]/, ""))) ? 0 : 1;
    return names.map((name) => ({ name, far: near(name) })).toSorted((a, b) => a.far - b.far)
      .slice(0, most)
      .map(({ name }) => visibleText(cutText(name, longest)).replace(/[;\n]/g, " ").trim())
      .filter((name) => name !== "" && !speaksToModel(name));
  };
  const lines = [["Places", listed(places)], ["People", listed(people)]] as const;
  const text = lines.flatMap(([kind, names]) =>
    names.length > 0 ? [`${kind}: ${names.join("; ")}`] : []
  ).join("\n");
  if (text === "") return [];
  return [{
    id: nobody,
    source: null,
    occurredAt: new Date(0).toISOString(),
    title: "Names in the timeline",
    author: null,
    place: null,
    addressed: "none",
    text,
    threadId: null,
    byOwner: null,
    automated: false,
    importance: 0,
    relevance: null,
  }];
}
