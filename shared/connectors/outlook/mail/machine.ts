import type { MailMessage } from "./message.ts";

/** Why a mail counts as written by a machine. */
export type Machine = "list_unsubscribe" | "list_id" | "auto_submitted" | "precedence";

/**
 * Whether a machine or a mailing list sent it, by what it says of itself: List-Unsubscribe and
 * List-Id (RFC 2369, 2919), Auto-Submitted other than "no" (RFC 3834), Precedence bulk, list or junk.
 */
export function machineOf({ internetMessageHeaders }: MailMessage): Machine | null {
  let found: Machine | null = null;
  for (const { name, value } of internetMessageHeaders) {
    const said = value.trim().toLowerCase();
    switch (name.toLowerCase()) {
      case "list-unsubscribe":
        return "list_unsubscribe";
      case "list-id":
        found ??= "list_id";
        break;
      case "auto-submitted":
        if (!/^no\b/.test(said)) found ??= "auto_submitted";
        break;
      case "precedence":
        if (["bulk", "list", "junk"].includes(said)) found ??= "precedence";
    }
  }
  return found;
}
