/** Who may ask the owner for something, and how pressing words make it. */
import { isUnattended } from "../../../events/automated.ts";
import type { Evidence } from "../../../models/language_model.ts";

const urgent =
  /\b(asap|urgent(ly)?|immediately|right (now|away)|today|tonight|eod|end of (the )?day|this (morning|afternoon|evening)|critical|blocker|blocking)\b/i;
const advertises =
  /\b(?:unsubscribe|opt[ -]out|survey|gift card|newsletter|% off|free trial|webinar|view (?:this|in) (?:your )?browser)\b/i;

/** Nobody asks themselves; a program asks the owner only where it names them, and sells nothing. */
export function mayAsk(item: Evidence): boolean {
  if (item.byOwner === true && item.source !== null) return false;
  const machine = item.automated || (item.author !== null && isUnattended(item.author));
  return !machine || (item.addressed === "mention" && !advertises.test(item.text.slice(0, 20_000)));
}

/** What the owner wrote to others, themselves. */
export function isOwnWord(item: Evidence): boolean {
  return item.byOwner === true && item.source !== null && !item.automated;
}

/** Whether words press for an answer. */
export function isUrgent(text: string): boolean {
  return urgent.test(text.slice(0, 20_000));
}
