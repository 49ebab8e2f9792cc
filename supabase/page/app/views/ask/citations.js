import { sourceName, when } from "../../format.js";
import { html } from "../../html.js";
import { openedEvent } from "../../state.js";

/** The number of each cited event, as an answer counts them: from 1. */
export function numbersOf(citations) {
  return new Map(citations.map(({ id }, index) => [id, { number: index + 1 }]));
}

/** The numbers behind a statement; each opens what it stands for. */
export function Cited({ ids, numbers }) {
  const known = ids.filter((id) => numbers.has(id));
  if (known.length === 0) return null;
  return html`<span class="cited">${
    known.map((id) => {
      const { number } = numbers.get(id);
      return html`
        <button type="button" aria-label="Source ${number}"
          onClick=${() => openedEvent.set(id)}>${number}</button>
      `;
    })
  }</span>`;
}

/** What an answer rests on, in the order of its numbers. */
export function Citations({ citations, timezone, title = "Sources" }) {
  if (citations.length === 0) return null;
  return html`
    <details class="citations" open=${citations.length <= 5}>
      <summary>${title} <span class="muted">${citations.length}</span></summary>
      <ol>
        ${citations.map((citation) =>
          html`
            <li>
              <button type="button" class="row" onClick=${() => openedEvent.set(citation.id)}>
                <span>${citation.title ?? "Without a title"}</span>
                <span class="muted">
                          ${sourceName(citation.source)} · ${when(citation.occurred_at, timezone)}
                        </span>
              </button>
            </li>
          `
        )}
      </ol>
    </details>
  `;
}
