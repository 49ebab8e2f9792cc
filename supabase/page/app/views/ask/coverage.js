import { sourceName, when } from "../../format.js";
import { html } from "../../html.js";

const WORDS = {
  current: "up to date",
  behind: "catching up",
  broken: "needs attention",
  not_linked: "not linked",
};

/** How far each source has been read, one line a source. */
export function Coverage({ coverage, timezone, title = "How far each source was read" }) {
  return html`
    <ul class="coverage" aria-label=${title}>
      ${coverage.map(({ source, status, detail, read_until }) =>
        html`<li class=${status} title=${detail}>
          <span class="dot" aria-hidden="true"></span>
          ${sourceName(source)}${" "}
          <span class="muted">${WORDS[status]}${
          status !== "not_linked" && status !== "current" && read_until
            ? `, read until ${when(read_until, timezone)}`
            : ""
        }</span>
        </li>`
      )}
    </ul>
  `;
}
