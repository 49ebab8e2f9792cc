import { call, onceKey } from "../../api.js";
import { html, useMemo, useState } from "../../html.js";
import { Field, valuesOf } from "../../parts/field.js";
import { Failure } from "../../parts/status.js";
import { useAction } from "../../remote.js";
import { tell } from "../../state.js";

/** Drafts a reply to an event: by the model where nothing is typed, and never sent. */
export function Reply({ event }) {
  const [open, setOpen] = useState(false);
  const key = useMemo(onceKey, [event.id]);
  const { run, busy, error } = useAction(async (form) => {
    const { text } = valuesOf(form);
    const body = { reply_to_event_id: event.id, ...(text ? { text } : {}) };
    await call("POST", "drafts", { body, headers: text ? onceKey() : key });
    setOpen(false);
    tell("The reply is among your drafts. Nothing is sent.");
  });
  const submit = (submitted) => {
    submitted.preventDefault();
    run(submitted.target);
  };
  if (!open) {
    return html`<button type="button" onClick=${() => setOpen(true)}>
      Draft a reply
    </button>`;
  }
  return html`
    <form onSubmit=${submit}>
      <${Field} as="textarea" label="Reply" name="text" rows="4" maxlength="50000"
        hint="Left empty, the language model writes it. It is kept as a draft and never sent." />
      <${Failure} error=${error} />
      <button class="solid" disabled=${busy}>${busy ? "One moment…" : "Keep as a draft"}</button>
    </form>
  `;
}
