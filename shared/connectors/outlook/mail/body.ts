/** What a mail says: HTML as text, and which part of it is new. */
import EmailReplyParser from "email-reply-parser";
// @ts-types="@types/html-to-text"
import { compile } from "html-to-text";

/** Characters of HTML that are read; the longest real mails are newsletters of some 200 KB. */
const MAX_HTML = 1_000_000;
/** Characters that quoted history is looked for in: beyond nobody has written anything new. */
const MAX_PARSED = 60_000;

const toText = compile({
  wordwrap: false,
  limits: { maxDepth: 200, ellipsis: "" },
  selectors: [
    // Addresses of links are made for machines: what a reader sees are their words.
    { selector: "a", options: { ignoreHref: true } },
    { selector: "img", format: "skip" },
    // Most tables of mails are there for their layout: a line for each row, cells beside each other.
    { selector: "table", format: "block" },
    { selector: "tr", format: "block", options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: "td", format: "inlineSurround", options: { suffix: " " } },
    { selector: "th", format: "inlineSurround", options: { suffix: " " } },
    { selector: "h1", options: { uppercase: false } },
    { selector: "h2", options: { uppercase: false } },
    { selector: "h3", options: { uppercase: false } },
    { selector: "h4", options: { uppercase: false } },
    { selector: "h5", options: { uppercase: false } },
    { selector: "h6", options: { uppercase: false } },
  ],
});

/** A body of Graph as plain text. Without scripts, styles, pictures and addresses of links. */
export function textOf(
  body: { contentType: string; content: string } | null | undefined,
): string {
  if (!body) return "";
  const { contentType, content } = body;
  const isHtml = contentType.toLowerCase() === "html";
  const text = isHtml ? toText(content.slice(0, MAX_HTML)) : content;
  // Invisible filler that newsletters put behind their first line; no-break spaces are spaces.
  return text.replaceAll(/[\u00ad\u034f\u200b-\u200d\u2060\ufeff]/g, "").replaceAll("\u00a0", " ")
    .replaceAll("\r\n", "\n").replaceAll(/[ \t]+$/gm, "").replaceAll(/\n{3,}/g, "\n\n").trim();
}

/** Outlook's line above what it quotes, which stands below a rule and has no sign of a quote. */
const OUTLOOK_HEADER =
  /^(?:_{8,}\n+)?(?:\*{0,2})(?:From|Von|De|Da|Van|Från|Fra|Od)\s?:(?:\*{0,2})[^\n]*\n(?:[^\n]*\n){0,2}?(?:\*{0,2})(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Enviado el|Inviato|Verzonden|Skickat|Sendt|Wysłano)\s?:/m;

/**
 * What the sender has written: without quoted history and signature. A mail that has nothing else
 * (a forwarded one) is all there is.
 */
export function newPartOf(text: string, subject: string | null): string {
  // Who forwards a mail means what is in it.
  if (/^\s*(?:fwd?|wg|tr|rv|i|enc)\s?:/i.test(subject ?? "")) return text;
  const parsed = text.slice(0, MAX_PARSED);
  const quoted = OUTLOOK_HEADER.exec(parsed);
  const above = quoted && quoted.index > 0 ? parsed.slice(0, quoted.index) : parsed;
  const written = new EmailReplyParser().parseReply(above).trim();
  return written || text;
}
