/**
 * The one list of providers whose accounts can be linked. SQL says the same in the check
 * `provider_is_known` of `public.linked_accounts`; a test holds the two together.
 */
import { z } from "zod";

export const Provider = z.enum(["slack", "telegram", "outlook"]);
export type Provider = z.infer<typeof Provider>;

/** What becomes of a linked account; why it is not active stands beside it as `status_reason`. */
export const AccountStatus = z.enum(["active", "revoked", "error"]);
export type AccountStatus = z.infer<typeof AccountStatus>;
