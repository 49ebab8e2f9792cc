import { count, sourceName, when } from "../../format.js";
import { html } from "../../html.js";
import { profile } from "../../state.js";
import { useStore } from "../../store.js";

const WORDS = {
  current: "Up to date",
  behind: "Catching up",
  broken: "Needs attention",
  not_linked: "Not linked",
};

/** The coverage receipt, whole: each source, read from when to when, and what is behind or broken. */
export function Receipt({ coverage }) {
  const timezone = useStore(profile)?.timezone ?? "UTC";
  return html`
    <ul class="receipts">
      ${coverage.map(({ source, status, detail, read_from, read_until, not_embedded }) =>
        html`
          <li class=${status}>
            <h2>${sourceName(source)}</h2>
            <p><span class="dot" aria-hidden="true"></span> ${WORDS[status]}</p>
            <p class="muted small">${detail}</p>
            ${read_until && html`<p class="muted small">
            ${read_from && `From ${when(read_from, timezone)} `}until ${when(read_until, timezone)}
          </p>`}
            ${not_embedded > 0 && html`<p class="muted small">
            ${count(not_embedded, "message")} not yet searchable by meaning
          </p>`}
          </li>
        `
      )}
    </ul>
  `;
}
