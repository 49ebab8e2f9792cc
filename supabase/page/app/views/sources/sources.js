import { call } from "../../api.js";
import { html, useEffect } from "../../html.js";
import { Listing } from "../../parts/status.js";
import { useRemote } from "../../remote.js";
import { Link } from "./link.js";
import { LinkedAccount } from "./linked_account.js";
import { Receipt } from "./receipt.js";

/** How often is asked how far the sources are, in milliseconds. */
const PACE = 10_000;

/** What is linked, how far it has been read, and what else can be linked. */
export function Sources() {
  const coverage = useRemote(() => call("GET", "connectors/coverage"));
  const accounts = useRemote(() => call("GET", "connectors"));
  useEffect(() => {
    const reload = () => {
      // Nobody looks: nothing is asked.
      if (document.visibilityState === "hidden") return;
      coverage.reload();
      accounts.reload();
    };
    const timer = setInterval(reload, PACE);
    return () => clearInterval(timer);
  }, [coverage.reload, accounts.reload]);
  const changed = () => {
    coverage.reload();
    accounts.reload();
  };
  return html`
    <h1>Sources</h1>
    <${Listing} remote=${coverage} isEmpty=${() => false}>
      <${Receipt} coverage=${coverage.value?.coverage ?? []} />
      <//>
      <h2>Linked accounts</h2>
      <${Listing} remote=${accounts} isEmpty=${(read) => read.total === 0}
        empty="No account is linked yet.">
        <ul class="rows">
        ${accounts.value?.accounts.map((account) =>
          html`<${LinkedAccount} key=${account.id} account=${account} changed=${changed} />`
        )}
      </ul>
        <//>
        <h2>Link an account</h2>
        <${Link} linked=${changed} />
  `;
}
