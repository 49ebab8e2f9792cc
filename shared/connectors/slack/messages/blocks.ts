/** The words in Block Kit layouts. */
import { storableJson } from "../../../events/storable.ts";
import { escapeEntities } from "./entities.ts";
import { richText } from "./rich_text.ts";

/** What a layout says, as mrkdwn. */
export interface BlockWords {
  /** Every text in reading order. */
  all: string;
  /** Without the texts of buttons, menus and pictures. */
  prose: string;
}

type Part = ReadonlyMap<string, unknown>;

/** Where a part that has no rule of its own may keep words, in reading order. */
const WORD_KEYS = [
  "title",
  "subtitle",
  "header",
  "text",
  "label",
  "description",
  "body",
  "details",
  "message",
  "fields",
  "elements",
  "items",
  "blocks",
  "rows",
  "output",
  "hint",
];

/** Every text in the blocks: parts of a line run together, other parts stand on lines of their own. */
export function blocksText(blocks: readonly unknown[]): BlockWords {
  // The copy is cut at a fixed depth, which bounds the recursion below.
  const copy = storableJson(blocks);
  return { all: new Reading(true).text(copy), prose: new Reading(false).text(copy) };
}

class Reading {
  constructor(readonly controls: boolean) {}

  text(node: unknown): string {
    if (Array.isArray(node)) return lines(node.map((part) => this.text(part)));
    if (typeof node === "string") return node;
    if (typeof node !== "object" || node === null) return "";
    const part = new Map<string, unknown>(Object.entries(node));
    const text = part.get("text");
    switch (part.get("type")) {
      case "rich_text":
        return richText(Object.fromEntries(part));
      case "rich_text_section":
      case "rich_text_quote":
      case "rich_text_preformatted":
      case "rich_text_list":
        return richText({ elements: [Object.fromEntries(part)] });
      case "plain_text":
      case "raw_text":
        return typeof text === "string" ? escapeEntities(text) : "";
      case "mrkdwn":
        return typeof text === "string" ? text : "";
      case "markdown":
        return typeof text === "string" ? escapeEntities(text) : "";
      case "section":
        return lines(["text", "fields", "accessory"].map((key) => this.text(part.get(key))));
      case "context":
        return joined(part.get("elements"), " ", (each) => this.text(each));
      case "actions":
      case "context_actions":
        return joined(part.get("elements"), " | ", (each) => this.text(each));
      case "table":
        return this.#table(part);
      case "image":
        return this.controls ? lines([this.text(part.get("title")), plain(part, "alt_text")]) : "";
      case "video":
        return lines([
          ...["title", "description"].map((key) => this.text(part.get(key))),
          plain(part, "author_name"),
        ]);
      case "call":
        return this.#call(part);
    }
    return this.#control(part) ?? lines(WORD_KEYS.map((key) => this.text(part.get(key))));
  }

  /** A button, menu or input: what it is labelled with and offers; null for anything else. */
  #control(part: Part): string | null {
    const type = String(part.get("type") ?? "");
    if (!/(?:button|select|menu|overflow|checkboxes|picker|_input|feedback_buttons)/.test(type)) {
      return null;
    }
    if (!this.controls) return "";
    const keys = ["text", "placeholder", "options", "positive_button", "negative_button"];
    return lines(keys.map((key) => this.text(part.get(key))));
  }

  #table(part: Part): string {
    return joined(
      part.get("rows"),
      "\n",
      (row) => joined(row, " | ", (cell) => this.text(cell).replaceAll("\n", " ")),
    );
  }

  #call(part: Part): string {
    const call = JSON.stringify(part.get("call") ?? "");
    const name = /"name":("(?:[^"\\]|\\.)*")/.exec(call)?.[1];
    return name === undefined ? "" : escapeEntities(String(JSON.parse(name)));
  }
}

function plain(part: Part, key: string): string {
  const value = part.get(key);
  return typeof value === "string" ? escapeEntities(value) : "";
}

function joined(value: unknown, by: string, textOf: (item: unknown) => string): string {
  return Array.isArray(value) ? value.map(textOf).filter((text) => text !== "").join(by) : "";
}

function lines(texts: readonly string[]): string {
  return texts.filter((text) => text.trim() !== "").join("\n");
}
