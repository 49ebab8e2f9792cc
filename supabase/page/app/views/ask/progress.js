import { html } from "../../html.js";

/** Says that an answer is under way. */
export function Progress() {
  return html`<p class="progress" role="status">Reading your timeline…</p>`;
}
