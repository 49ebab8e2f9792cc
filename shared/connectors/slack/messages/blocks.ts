/** The words in Block Kit layouts, for messages that have no other text. */
import { storableJson } from "../../../events/storable.ts";

/**
 * Every text in the blocks, in reading order, as mrkdwn: rich text runs together, other parts stand
 * on lines of their own.
 */
export function blocksText(blocks: readonly unknown[]): string {
  // The copy is cut at a fixed depth, which bounds the recursion below.
  const copy = storableJson(blocks);
  return Array.isArray(copy) ? copy.map(blockText).filter((text) => text !== "").join("\n") : "";
}

function blockText(node: unknown): string {
  if (typeof node !== "object" || node === null) return "";
  if (Array.isArray(node)) return node.map(blockText).filter((text) => text !== "").join("\n");
  const part = new Map<string, unknown>(Object.entries(node));
  const text = part.get("text");
  switch (part.get("type")) {
    case "user":
      return `<@${part.get("user_id")}>`;
    case "channel":
      return `<#${part.get("channel_id")}>`;
    case "usergroup":
      return `<!subteam^${part.get("usergroup_id")}>`;
    case "broadcast":
      return `<!${part.get("range")}>`;
    case "emoji":
      return `:${part.get("name")}:`;
    case "link":
      return typeof text === "string" ? `<${part.get("url")}|${text}>` : `<${part.get("url")}>`;
    case "rich_text_section":
    case "rich_text_quote":
    case "rich_text_preformatted":
      return elements(part).map(blockText).join("");
    case "image":
      return stringOf(part.get("alt_text"));
  }
  if (typeof text === "string") return text;
  return ["text", "title", "fields", "elements"]
    .map((key) => blockText(part.get(key)))
    .filter((found) => found !== "")
    .join("\n");
}

function elements(part: ReadonlyMap<string, unknown>): unknown[] {
  const value = part.get("elements");
  return Array.isArray(value) ? value : [];
}

function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
