import type { Addressed } from "../../../contracts/events.ts";
import type { Machine } from "./machine.ts";
import type { MailMessage } from "./message.ts";

/** The most that a mail of a machine can come to: below whatever a person writes. */
const MACHINE_MOST = 10;

/**
 * How much a mail is likely to matter to one person, 0 to 100. Everything starts at 20; then
 * - 20 when it is addressed to the person, 10 when they get a copy or are one of many
 * - 15 when its sender calls it important, minus 5 when unimportant
 * - 15 when the person has flagged it.
 * Machines and mailing lists rank below people, whatever they say of themselves. It ranks and never
 * filters.
 */
export function importanceOf(
  { importance, flag }: MailMessage,
  addressed: Addressed,
  machine: Machine | null,
): number {
  const flagged = flag?.flagStatus === "flagged" ? 15 : 0;
  if (machine !== null) return MACHINE_MOST + flagged;
  let score = 20 + flagged;
  if (addressed === "direct") score += 20;
  else if (addressed === "mention") score += 10;
  if (importance === "high") score += 15;
  else if (importance === "low") score -= 5;
  return score;
}
