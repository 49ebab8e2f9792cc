import { call } from "../api.js";
import { when } from "../format.js";
import { html, useState } from "../html.js";
import { Field, fieldError, valuesOf } from "../parts/field.js";
import { MoreButton, usePages } from "../parts/pages.js";
import { Failure, Listing } from "../parts/status.js";
import { useAction } from "../remote.js";
import { openedEvent, profile, tell } from "../state.js";
import { useStore } from "../store.js";

const KINDS = {
  slack_reply: "Reply in Slack",
  telegram_reply: "Reply in Telegram",
  outlook_reply: "Reply by mail",
  note: "Note",
};

/** Replies that were drafted; they are kept here and never sent. */
export function Drafts() {
  const pages = usePages(
    (cursor) => call("GET", `drafts?limit=20${cursor}`),
    "drafts",
  );
  return html`
    <h1>Drafts</h1>
    <p class="muted">Kept here to be copied. Nothing is ever sent for you.</p>
    <${Listing} remote=${pages} isEmpty=${(read) => read.total === 0}
      empty="No draft yet. Open a source of an answer and draft a reply to it.">
      <ul class="rows">
        ${pages.value?.items.map((draft) =>
          html`<${Draft} key=${draft.id} draft=${draft} changed=${pages.reload} />`
        )}
      </ul>
      <${MoreButton} pages=${pages} />
      <//>
  `;
}

function Draft({ draft, changed }) {
  const timezone = useStore(profile)?.timezone ?? "UTC";
  const [editing, setEditing] = useState(null);
  const { run, busy, error } = useAction((work) => work());
  const name = `${KINDS[draft.kind]} of ${when(draft.created_at, timezone)}`;
  // The list cuts a long text: what is edited or copied is the whole one.
  const whole = () => call("GET", `drafts/${draft.id}`);
  const edit = () => run(async () => setEditing(await whole()));
  const copy = () =>
    run(async () => {
      await navigator.clipboard.writeText((await whole()).text ?? "");
      tell("Copied");
    });
  const remove = () =>
    run(async () => {
      await call("DELETE", `drafts/${draft.id}`);
      tell("The draft is deleted");
      changed();
    });
  const save = (event) => {
    event.preventDefault();
    const { text } = valuesOf(event.target);
    run(async () => {
      await call("PATCH", `drafts/${draft.id}`, { body: { text } });
      setEditing(null);
      tell("The draft is changed");
      changed();
    });
  };
  return html`
    <li class="task draft">
      <div class="what">
        <p class="muted small">
          ${KINDS[draft.kind]} · ${when(draft.created_at, timezone)}
          ${draft.model && ` · written by ${draft.model}`}
          ${draft.reply_to_event_id && html`
            ${" · "}<button type="button" class="link"
              aria-label="What it answers: ${name}"
              onClick=${() => openedEvent.set(draft.reply_to_event_id)}>what it answers</button>
          `}
        </p>
        ${editing === null ? html`<p class="body">${draft.text ?? "Written elsewhere"}</p>` : html`
          <form onSubmit=${save}>
            <${Field} as="textarea" label="Text" hideLabel name="text" rows="6" required
              maxlength="50000" defaultValue=${editing.text ?? ""}
              error=${fieldError(error, "text")} />
            <div class="actions">
              <button class="solid" disabled=${busy}>Save</button>
              <button type="button" class="quiet" onClick=${() => setEditing(null)}>Cancel</button>
            </div>
          </form>
        `}
        <${Failure} error=${error} />
      </div>
      ${editing === null && html`
        <div class="actions">
          <button type="button" class="quiet" disabled=${busy} onClick=${copy}
            aria-label="Copy: ${name}">Copy</button>
          <button type="button" class="quiet" disabled=${busy} onClick=${edit}
            aria-label="Edit: ${name}">Edit</button>
          <button type="button" class="quiet" disabled=${busy} onClick=${remove}
            aria-label="Delete: ${name}">Delete</button>
        </div>
      `}
    </li>
  `;
}
