import { call } from "../../api.js";
import { sourceName } from "../../format.js";
import { html } from "../../html.js";
import { Confirm } from "../../parts/confirm.js";
import { Failure } from "../../parts/status.js";
import { useAction } from "../../remote.js";
import { tell } from "../../state.js";

const STATES = { active: "active", revoked: "unlinked", error: "needs to be linked again" };

/** One linked account: read it now, or unlink it. */
export function LinkedAccount({ account, changed }) {
  const name = account.name ?? account.provider_account_id;
  const { run, busy, error } = useAction((work) => work());
  const sync = () =>
    run(async () => {
      await call("POST", `connectors/${account.id}/sync`);
      tell(`${name} is read at the next tick`);
      changed();
    });
  const unlink = () =>
    run(async () => {
      await call("DELETE", `connectors/${account.id}?data=keep`);
      tell(`${name} is unlinked; what was read is kept`);
      changed();
    });
  return html`
    <li class="task">
      <div class="what">
        <p>${name}</p>
        <p class="muted small">
          ${sourceName(account.provider)} · ${STATES[account.status]}
          ${account.reason && ` (${account.reason})`}
        </p>
        ${account.missing_scopes.length > 0 && html`<p class="muted small">
          Not granted: ${account.missing_scopes.join(", ")}
        </p>`}
        <${Failure} error=${error} />
      </div>
      ${account.status === "active" && html`
        <div class="actions">
          <button type="button" class="quiet" disabled=${busy} onClick=${sync}
            aria-label="Read now: ${name}">Read now</button>
          <${Confirm} label="Unlink" kind="quiet" name=${name} busy=${busy} run=${unlink}
            sure="Unlink"
            question="Unlink ${name}? Its token is revoked; what was read is kept." />
        </div>
      `}
    </li>
  `;
}
