/** What a source says about who sent an event. */
export interface SenderFacts {
  /** The source marks it as written by a program. */
  bot?: boolean;
  /** Mail address of the sender. */
  address?: string;
  /** Header fields of a mail, by name in lower case. */
  headers?: Readonly<Record<string, string>>;
}

const unattended =
  /^(?:no-?reply|do-?not-?reply|notifications?|newsletters?|mailer-daemon|postmaster|bounces?|marketing|promo|news)$/;

/**
 * Whether nobody wrote this to the owner: a program did, or it went to a list. Header fields after
 * RFC 2369 (List-Unsubscribe), RFC 2919 (List-Id), RFC 3834 (Auto-Submitted).
 */
export function isAutomated({ bot, address, headers = {} }: SenderFacts): boolean {
  if (bot) return true;
  if (address !== undefined && isUnattended(address)) return true;
  if (headers["list-unsubscribe"] !== undefined || headers["list-id"] !== undefined) return true;
  const submitted = headers["auto-submitted"]?.trim().toLowerCase();
  if (submitted !== undefined && submitted !== "no") return true;
  return /^(?:bulk|list|junk)$/i.test(headers["precedence"]?.trim() ?? "");
}

/** Whether mail to this address is read by nobody: "no-reply@shop.example", "noreply+7@…". */
export function isUnattended(address: string): boolean {
  const at = address.lastIndexOf("@");
  const mailbox = address.slice(Math.max(0, address.lastIndexOf("<", at) + 1), Math.max(0, at));
  return mailbox.toLowerCase().split(/[.+_]/).some((part) => unattended.test(part)) ||
    unattended.test(mailbox.toLowerCase().replaceAll(/[._]/g, "-"));
}
