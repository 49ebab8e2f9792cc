/** Slack's rich text, the blocks that people's own messages are made of, as mrkdwn. */
import { escapeEntities } from "./entities.ts";

type Part = Readonly<Record<string, unknown>>;

/** What one `rich_text` block says, its parts on lines of their own. Quotes are lines with `&gt; `. */
export function richText(block: Part): string {
  const counters = new Map<number, number>();
  return parts(block["elements"]).map((element) => elementText(element, counters))
    .map(withoutLastBreaks).filter((text) => text.trim() !== "").join("\n");
}

function elementText(part: Part, counters: Map<number, number>): string {
  switch (part["type"]) {
    case "rich_text_list":
      return list(part, counters);
    case "rich_text_quote":
      return quoted(inline(part["elements"]));
    case "rich_text_preformatted":
      return fenced(inline(part["elements"]));
  }
  return inline(Array.isArray(part["elements"]) ? part["elements"] : [part]);
}

function fenced(code: string): string {
  return code.trim() === "" ? "" : `\`\`\`\n${code}\n\`\`\``;
}

/** The text with every line marked as a quote, once, as mrkdwn writes it. */
export function quoted(text: string): string {
  const lines = withoutLastBreaks(text).split("\n");
  if (text.trim() === "") return "";
  return lines.map((line) => line.startsWith("&gt; ") ? line : `&gt; ${line}`).join("\n");
}

/** A pattern such as /\n+$/ takes quadratic time on breaks that are not at the end. */
function withoutLastBreaks(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === "\n") end--;
  return text.slice(0, end);
}

/** Slack splits a nested list into lists with an indent; numbers go on where their level stopped. */
function list(part: Part, counters: Map<number, number>): string {
  const indent = Math.min(9, Math.max(0, count(part["indent"])));
  const ordered = part["style"] === "ordered";
  for (const level of counters.keys()) if (level > indent) counters.delete(level);
  let number = "offset" in part ? count(part["offset"]) : counters.get(indent) ?? 0;
  const lines = parts(part["elements"]).flatMap((item) => {
    const text = Array.isArray(item["elements"]) && item["type"] !== "rich_text_section"
      ? elementText(item, new Map())
      : elementText(item, counters);
    if (text.trim() === "") return [];
    number += 1;
    const mark = ordered ? `${numeral(number, indent)}.` : "•";
    return [`${"    ".repeat(indent)}${mark} ${text}`];
  });
  if (ordered) counters.set(indent, number);
  const text = lines.join("\n");
  return count(part["border"]) > 0 ? quoted(text) : text;
}

/** "3", "c" or "iii": Slack's clients number levels in turn. */
function numeral(number: number, indent: number): string {
  if (indent % 3 === 1 && number <= 26) return String.fromCharCode(96 + number);
  const roman = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"][number - 1];
  return indent % 3 === 2 && roman !== undefined ? roman : String(number);
}

function inline(value: unknown): string {
  return parts(value).map(inlinePart).join("");
}

function inlinePart(part: Part): string {
  const text = typeof part["text"] === "string" ? escapeEntities(part["text"]) : "";
  switch (part["type"]) {
    case "text": {
      const code = typeof part["style"] === "object" && part["style"] !== null &&
        "code" in part["style"] && part["style"].code === true;
      return code ? `\`${text}\`` : text;
    }
    case "user":
      return control("<@", part["user_id"]);
    case "channel":
      return control("<#", part["channel_id"]);
    case "usergroup":
      return control("<!subteam^", part["usergroup_id"]);
    case "broadcast":
      return control("<!", part["range"]);
    case "emoji":
      return control(":", part["name"], ":");
    case "link": {
      const url = typeof part["url"] === "string" ? escapeEntities(part["url"]) : "";
      return control("<", url, text === "" ? ">" : `|${text}>`) || text;
    }
    case "date": {
      const fallback = typeof part["fallback"] === "string" ? part["fallback"] : "";
      const label = fallback === "" ? "" : `|${escapeEntities(fallback)}`;
      return `<!date^${part["timestamp"]}^${part["format"] ?? "{date_short} {time}"}${label}>`;
    }
    case "color":
      return String(part["value"] ?? "");
    case "team":
      return String(part["team_id"] ?? "");
  }
  if (text !== "") return text;
  if (typeof part["fallback"] === "string") return escapeEntities(part["fallback"]);
  return Array.isArray(part["elements"]) ? elementText(part, new Map()) : "";
}

/** A control sequence, or nothing where what it stands for is missing. */
function control(before: string, value: unknown, after = ">"): string {
  return typeof value === "string" && value !== "" ? `${before}${value}${after}` : "";
}

function parts(value: unknown): Part[] {
  return Array.isArray(value)
    ? value.filter((item): item is Part =>
      typeof item === "object" && item !== null && !Array.isArray(item)
    )
    : [];
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? Math.floor(value) : 0;
}
