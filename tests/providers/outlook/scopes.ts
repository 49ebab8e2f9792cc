/** Permissions of Microsoft Graph and of OpenID Connect, as far as mail and calendars need them. */
import { Aadsts } from "./aadsts.ts";

/** Scopes of OpenID Connect; they are no permissions of a resource. */
export const OPENID = ["openid", "profile", "email", "offline_access"] as const;
const GRAPH = [
  "User.Read",
  "Mail.ReadBasic",
  "Mail.Read",
  "Mail.ReadWrite",
  "Calendars.ReadBasic",
  "Calendars.Read",
  "Calendars.ReadWrite",
  "MailboxSettings.Read",
] as const;
const RESOURCE = "https://graph.microsoft.com/";

/**
 * The scopes of a request in their own spelling; they are compared without regard to case and may
 * be written with their resource.
 *
 * @throws {Aadsts} 70011 where one is unknown
 */
export function parseScopes(text: string): string[] {
  const asked = text.split(/[ +]+/).filter((scope) => scope !== "");
  return [
    ...new Set(asked.map((scope) => {
      const bare = scope.toLowerCase().replace(RESOURCE, "");
      const known = [...OPENID, ...GRAPH].find((name) => name.toLowerCase() === bare);
      if (!known) throw new Aadsts(70011, `The scope ${scope} is not valid.`);
      return known;
    })),
  ];
}

/** What the token endpoint says was granted: never `offline_access`. */
export function grantedText(scopes: Iterable<string>, qualified: boolean): string {
  const openid: readonly string[] = OPENID;
  return [...scopes].filter((scope) => scope !== "offline_access")
    .map((scope) => qualified && !openid.includes(scope) ? `${RESOURCE}${scope}` : scope)
    .join(" ");
}

/** Whether a grant covers what a request needs: one of the alternatives. */
export function covers(granted: ReadonlySet<string>, alternatives: readonly string[]): boolean {
  return alternatives.length === 0 || alternatives.some((scope) => granted.has(scope));
}
