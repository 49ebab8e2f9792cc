import { html, useState } from "../html.js";

/**
 * A button that asks once more in its own place before it does what cannot be undone.
 *
 * @param {object} props `name` is what it is done to, where the label alone does not say it
 */
export function Confirm({ label, name, question, sure, run, busy, kind = "danger" }) {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return html`
      <button type="button" class=${kind} onClick=${() => setAsking(true)}
        aria-label=${name && `${label}: ${name}`}>
            ${label}
          </button>
    `;
  }
  return html`
    <div class="confirm" role="group" aria-label=${question}>
      <p>${question}</p>
      <button type="button" class="danger solid" disabled=${busy} onClick=${run}
        ref=${(button) => button?.focus()}>
        ${sure}
      </button>
      <button type="button" class="quiet" onClick=${() => setAsking(false)}>Cancel</button>
    </div>
  `;
}
