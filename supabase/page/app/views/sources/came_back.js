import { call } from "../../api.js";
import { sourceName } from "../../format.js";
import { place } from "../../router.js";
import { tell, tellFailure } from "../../state.js";

/**
 * A provider's consent leads back to the page, and how it went stands in the address. A handle is
 * claimed by who is signed in: the project links it for who began, and for nobody else.
 */
export async function finishLinking() {
  const { searchParams, hash } = new URL(location.href);
  const granted = new URLSearchParams(hash.slice(1));
  const [provider, handle] = [granted.get("provider"), granted.get("handle")];
  const error = searchParams.get("error");
  if (handle === null && error === null) return;
  // It is worth something once, so it is left in no address and no history.
  history.replaceState(null, "", `${location.pathname}#/sources`);
  try {
    if (error !== null) throw new Error(`The account was not linked (${error}). Try again.`);
    const path = `connectors/${encodeURIComponent(provider ?? "")}/oauth/complete`;
    await call("POST", path, { body: { handle } });
    tell(`${sourceName(provider)} is linked and will be read now.`);
  } catch (failure) {
    tellFailure(failure);
  }
  place.set("sources");
}
