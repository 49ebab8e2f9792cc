import { LIMITS, type Person } from "../contracts/events.ts";
import { boundedName } from "./bounds.ts";
import { storableText } from "./storable.ts";

/** The most keys and names that are kept of one person at once. */
const MOST = 5;

/** A mail address as a key; null where it is none. Case says nothing (RFC 5321 leaves it to hosts). */
export function mailKey(address: string | null | undefined): string | null {
  const key = storableText(address ?? "").trim().toLowerCase();
  return /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(key) && key.length <= LIMITS.key ? key : null;
}

/** A person with what can be stored of their keys and names; null where no key is left. */
export function personOf(person: Person | undefined): Person | null {
  const keys = (person?.keys ?? []).map((key) => storableText(key).trim())
    .filter((key) => key !== "" && key.length <= LIMITS.key);
  if (keys.length === 0) return null;
  const names = (person?.names ?? []).map((name) => boundedName(name, LIMITS.author) ?? "")
    .filter((name) => name !== "");
  return {
    keys: [...new Set(keys)].slice(0, MOST),
    names: [...new Set(names)].slice(0, MOST),
  };
}
