/** The signed-in person. */
import type { User } from "@microsoft/microsoft-graph-types";
import type { Call, Route } from "./call.ts";
import { parseSelect, selected } from "./odata.ts";

const USER: readonly (keyof User)[] = [
  "id",
  "businessPhones",
  "displayName",
  "givenName",
  "jobTitle",
  "mail",
  "mobilePhone",
  "officeLocation",
  "preferredLanguage",
  "surname",
  "userPrincipalName",
];

function me({ mailbox: { owner }, query, graphUrl }: Call) {
  const select = parseSelect(query.get("$select"), USER, "user");
  const none = {
    jobTitle: null,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
  };
  const user = selected({ businessPhones: [], ...owner, ...none }, select);
  return { body: { "@odata.context": `${graphUrl}$metadata#users/$entity`, ...user } };
}

export const profileRoutes: Route[] = [
  { method: "GET", path: "me", scopes: ["User.Read"], query: ["$select"], run: me },
];
