/** Addresses of messages at slack.com. */
import type { SlackChannel } from "./directory.ts";

/**
 * The address of a message as `chat.getPermalink` writes it, null where the conversation's id is not
 * Slack's own (a folder in no list).
 * @param domain "acme" of "acme.slack.com"
 * @param threadTs the thread's root, for a reply
 */
export function messagePermalink(
  domain: string,
  channel: SlackChannel,
  ts: string,
  threadTs?: string | null,
): string | null {
  if (!/^[CDG][A-Z0-9]+$/.test(channel.id)) return null;
  const address = `https://${domain}.slack.com/archives/${channel.id}/p${ts.replace(".", "")}`;
  return threadTs && threadTs !== ts
    ? `${address}?thread_ts=${threadTs}&cid=${channel.id}`
    : address;
}

/**
 * "acme" of what a person may write for it: "acme", "acme.slack.com" or "https://acme.slack.com/".
 * @throws RangeError when it is no workspace's domain
 */
export function workspaceDomain(written: string): string {
  const domain = written.trim().toLowerCase().replace(/^https?:\/\//, "").replace(/\/.*$/, "")
    .replace(/\.slack\.com$/, "");
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.enterprise)?$/.test(domain)) {
    throw new RangeError('The workspace domain must be as in "acme" or "acme.slack.com"');
  }
  return domain;
}
