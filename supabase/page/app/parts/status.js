import { html } from "../html.js";

/** What went wrong, read out at once. */
export function Failure({ error, retry }) {
  if (!error) return null;
  return html`
    <div class="failure" role="alert">
      <p>${error.message}</p>
      ${retry && html`<button type="button" class="quiet" onClick=${retry}>Try again</button>`}
    </div>
  `;
}

/** What is to be seen of a list: that it is being read, that it failed, that it is empty, or itself. */
export function Listing({ remote, isEmpty, empty, children }) {
  const { value, error, reading, reload } = remote;
  if (value === undefined && reading) return html`<p class="muted" role="status">Reading…</p>`;
  return html`
    <${Failure} error=${error} retry=${reload} />
    ${value !== undefined && (isEmpty(value) ? html`<p class="empty">${empty}</p>` : children)}
  `;
}
