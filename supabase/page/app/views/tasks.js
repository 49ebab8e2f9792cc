import { call, onceKey } from "../api.js";
import { count } from "../format.js";
import { html, useState } from "../html.js";
import { Field, fieldError, valuesOf } from "../parts/field.js";
import { MoreButton, usePages } from "../parts/pages.js";
import { Failure, Listing } from "../parts/status.js";
import { TaskItem } from "../parts/task_item.js";
import { useAction } from "../remote.js";
import { profile, tell } from "../state.js";
import { useStore } from "../store.js";

const STATES = [["open", "Open"], ["snoozed", "Snoozed"], ["done", "Done"]];

/** The person's tasks by their state, and a line to add one. */
export function Tasks() {
  const [state, setState] = useState("open");
  const timezone = useStore(profile)?.timezone ?? "UTC";
  const pages = usePages((cursor) => call("GET", `tasks?status=${state}${cursor}`), "tasks", [
    state,
  ]);
  const { value } = pages;
  return html`
    <h1>Tasks</h1>
    <${AddTask} added=${pages.reload} />
    <div class="tabs" role="group" aria-label="Which tasks">
      ${STATES.map(([name, label]) =>
        html`
          <button type="button" aria-pressed=${String(name === state)}
            onClick=${() => setState(name)}>${label}</button>
        `
      )}
    </div>
    <${Listing} remote=${pages} isEmpty=${(read) => read.total === 0}
      empty=${state === "open" ? "Nothing is open." : `No task is ${state}.`}>
      <p class="muted small" role="status">${value && count(value.total, "task")}</p>
      <ul class="rows">
        ${value?.items.map((task) =>
          html`
            <${TaskItem} key=${`${task.id} ${task.updated_at}`} task=${task} timezone=${timezone}
              changed=${pages.reload} />
          `
        )}
      </ul>
      <${MoreButton} pages=${pages} />
      <//>
  `;
}

function AddTask({ added }) {
  const { run, busy, error } = useAction(async (form) => {
    const { title, due } = valuesOf(form);
    // A day is due at its end, by the clock of the browser.
    const due_at = due ? new Date(`${due}T23:59:00`).toISOString() : undefined;
    await call("POST", "tasks", { body: { title, due_at }, headers: onceKey() });
    form.reset();
    tell(`Added: ${title}`);
    added();
  });
  const submit = (event) => {
    event.preventDefault();
    run(event.target);
  };
  return html`
    <form class="line" onSubmit=${submit}>
      <${Field} label="New task" name="title" required maxlength="500" autocomplete="off"
        error=${fieldError(error, "title")} />
      <${Field} label="Due" name="due" type="date" error=${fieldError(error, "due_at")} />
      <button class="solid" disabled=${busy}>Add</button>
    </form>
    <${Failure} error=${error} />
  `;
}
