import { count, dueBy, sourceName, when } from "../../format.js";
import { html } from "../../html.js";
import { TaskItem } from "../../parts/task_item.js";
import { Cited } from "./citations.js";

/** What the person has to do, and what they wait for from others. */
export function FoundTasks({ response, numbers, timezone }) {
  const { asked, tasks, total, waiting_for } = response;
  const waiting = html`
    <${WaitingFor} list=${waiting_for} wanted=${asked === "waiting_for"}
      numbers=${numbers} timezone=${timezone} />
  `;
  if (asked === "waiting_for") return waiting;
  if (total === 0) return html`<p class="overview">Nothing needs your action.</p>${waiting}`;
  return html`
    <p class="overview">${count(total, "open task")}${total > tasks.length
      ? `, the ${tasks.length} most pressing first`
      : ""}</p>
    <ul class="rows">
      ${tasks.map((task) => html`<${TaskItem} task=${task} timezone=${timezone} />`)}
    </ul>
    ${waiting}
  `;
}

/** The person's own requests to others that are open; said to be none only where it was asked. */
function WaitingFor({ list: { requests, total, owner_unknown }, wanted, numbers, timezone }) {
  if (total === 0 && !wanted) return null;
  return html`
    <section class="waiting" aria-label="Waiting for">
      <p class="overview">${total === 0
        ? "You are waiting for nothing that was found."
        : `You are waiting for ${count(total, "answer")}`}</p>
      ${wanted && owner_unknown.length > 0 && html`
        <p class="muted small">
          Which messages are yours is not known of
          ${" "}${owner_unknown.map(sourceName).join(", ")}: nothing of it is listed.
        </p>
      `}
      ${requests.length > 0 && html`
        <ul class="statements">
          ${requests.map((request) =>
            html`
              <li>
                ${request.asked_of && html`<strong>${request.asked_of}: </strong>`}${request.title}
                ${" "}<span class="muted small">${aboutRequest(request, timezone)}</span>
                ${" "}<${Cited} ids=${[request.event_id]} numbers=${numbers} />
              </li>
            `
          )}
        </ul>
      `}
    </section>
  `;
}

function aboutRequest({ place, asked_at, due_at }, timezone) {
  return [
    place,
    `asked ${when(asked_at, timezone)}`,
    due_at && `due ${dueBy(due_at, timezone)}`,
  ].filter(Boolean).join(" · ");
}
