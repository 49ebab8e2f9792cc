import type { Explanation, Refusal } from "../../oauth/provider.ts";

/** AADSTS codes that say that nobody but an administrator may consent. */
const ADMINISTRATOR = new Set(["65001", "90094", "90095"]);

/**
 * What a person or an operator can do about a refusal of Microsoft, in our own words. Only the code
 * of its description is believed: anybody can put anything into an address.
 *
 * @param consentUrl where an administrator consents for the whole organisation
 */
export function explainRefusal(
  { code, description }: Refusal,
  consentUrl: string,
): Explanation | null {
  const number = /^AADSTS(\d{3,8})\b/.exec(description ?? "")?.[1] ??
    /^aadsts_(\d{3,8})$/.exec(code)?.[1];
  if (number !== undefined && ADMINISTRATOR.has(number)) {
    return {
      status: 400,
      code: "admin_consent_required",
      message: "The organisation lets only an administrator consent to this app: ask one to open " +
        `${consentUrl} and then begin linking again`,
    };
  }
  if (number === "65004") {
    return {
      status: 400,
      code: "consent_declined",
      message: "Microsoft was not told to give access: begin linking again and accept, or where " +
        `the organisation does not let people accept, ask an administrator to open ${consentUrl}`,
    };
  }
  if (code === "app_registration") {
    return {
      status: 503,
      code,
      message: "Microsoft does not accept this app: the operator has to check OUTLOOK_CLIENT_ID, " +
        "OUTLOOK_CLIENT_SECRET and its expiry, OUTLOOK_REDIRECT_URI and OUTLOOK_TENANT_ID",
    };
  }
  if (code === "identity_not_granted") {
    return {
      status: 400,
      code,
      message: "Without the permission User.Read nobody can tell whose mailbox it is: begin " +
        "linking again and grant it",
    };
  }
  return null;
}
