import { call } from "../api.js";
import { dueBy, when } from "../format.js";
import { html, useState } from "../html.js";
import { useAction } from "../remote.js";
import { openedEvent, tell } from "../state.js";
import { Failure } from "./status.js";

/**
 * One task, which can be done, snoozed until tomorrow, opened again or deleted.
 *
 * @param {{ task: object, timezone: string, changed?: () => void }} props
 */
export function TaskItem({ task, timezone, changed = () => {} }) {
  const [shown, setShown] = useState(task);
  const [deleted, setDeleted] = useState(false);
  const { run, busy, error } = useAction(async (change, said) => {
    if (change === null) {
      await call("DELETE", `tasks/${task.id}`);
      setDeleted(true);
    } else setShown(await call("PATCH", `tasks/${task.id}`, { body: change }));
    tell(`${said}: ${task.title}`);
    changed();
  });
  if (deleted) return null;
  const { title, priority, due_at, details, source_event_id, status, snoozed_until } = shown;
  const change = (label, fields, said) =>
    html`
      <button type="button" class="quiet" disabled=${busy}
        aria-label="${label}: ${title}" onClick=${() => run(fields, said)}>${label}</button>
    `;
  const about = [
    priority === "high" && "high priority",
    due_at && `due ${dueBy(due_at, timezone)}`,
    status === "snoozed" && (snoozed_until ? `until ${when(snoozed_until, timezone)}` : "snoozed"),
    status === "done" && "done",
  ].filter(Boolean);
  return html`
    <li class="task ${priority} ${status}">
      <div class="what">
        <p>${title}</p>
        ${details && html`<p class="muted details">${details}</p>`}
        <p class="muted small">
          ${about.join(" · ")}
          ${source_event_id && html`
            ${about.length > 0 && " · "}<button type="button" class="link"
              aria-label="Where it comes from: ${title}"
              onClick=${() => openedEvent.set(source_event_id)}>where it comes from</button>
          `}
        </p>
        <${Failure} error=${error} />
      </div>
      ${task.id && html`<div class="actions">
        ${
        status === "open"
          ? html`${change("Done", { status: "done" }, "Done")}
          ${change("Tomorrow", { snoozed_until: tomorrow() }, "Snoozed until tomorrow")}`
          : change("Open again", { status: "open" }, "Opened")
      }
        ${change("Delete", null, "Deleted")}
      </div>`}
    </li>
  `;
}

/** This time tomorrow. */
function tomorrow() {
  return new Date(Date.now() + 86_400_000).toISOString();
}
