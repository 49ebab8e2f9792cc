import { call, onceKey } from "../api.js";
import { dayName, dayOf, stretch } from "../format.js";
import { html, useMemo } from "../html.js";
import { Field, fieldError, valuesOf } from "../parts/field.js";
import { MoreButton, usePages } from "../parts/pages.js";
import { Failure, Listing } from "../parts/status.js";
import { useAction } from "../remote.js";
import { profile, tell } from "../state.js";
import { useStore } from "../store.js";

/** What is ahead, by its days, and a form to add to it. */
export function Calendar() {
  const timezone = useStore(profile)?.timezone ?? "UTC";
  const from = useMemo(() => encodeURIComponent(new Date().toISOString()), []);
  const pages = usePages(
    (cursor) => call("GET", `calendar/events?start_at=${from}${cursor}`),
    "events",
  );
  return html`
    <h1>Calendar</h1>
    <details class="add">
      <summary>Add an event</summary>
      <${AddEvent} added=${pages.reload} />
    </details>
    <${Listing} remote=${pages} isEmpty=${(read) => read.total === 0} empty="Nothing is ahead.">
      ${byDay(pages.value?.items ?? [], timezone).map(([day, events]) =>
        html`
          <section key=${day}>
            <h2 class="day">${dayName(events[0].start_at, timezone)}</h2>
            <ul class="rows">
              ${events.map((event) =>
                html`
                  <${Entry} key=${event.id} event=${event} timezone=${timezone}
                    changed=${pages.reload} />
                `
              )}
            </ul>
          </section>
        `
      )}
      <${MoreButton} pages=${pages} />
    <//>
  `;
}

function Entry({ event, timezone, changed }) {
  const { run, busy, error } = useAction(async () => {
    await call("DELETE", `calendar/events/${event.id}`);
    tell(`Deleted: ${event.title}`);
    changed();
  });
  return html`
    <li class="task">
      <div class="what">
        <p>${event.title}</p>
        <p class="muted small">
          <time datetime=${event.start_at}>
            ${stretch(event.start_at, event.end_at, timezone)}
          </time>
          ${event.location && ` · ${event.location}`}
        </p>
        ${event.description && html`<p class="muted details">${event.description}</p>`}
        <${Failure} error=${error} />
      </div>
      <div class="actions">
        <button type="button" class="quiet" disabled=${busy} onClick=${run}
          aria-label="Delete: ${event.title}">Delete</button>
      </div>
    </li>
  `;
}

function AddEvent({ added }) {
  const { run, busy, error } = useAction(async (form) => {
    const { title, location, start, end } = valuesOf(form);
    const body = { title, start_at: instantOf(start), end_at: instantOf(end) };
    const place = location ? { location } : {};
    await call("POST", "calendar/events", { body: { ...body, ...place }, headers: onceKey() });
    form.reset();
    tell(`Added: ${title}`);
    added();
  });
  const submit = (event) => {
    event.preventDefault();
    run(event.target);
  };
  return html`
    <form onSubmit=${submit}>
      <${Field} label="Title" name="title" required maxlength="500" autocomplete="off"
        error=${fieldError(error, "title")} />
      <div class="pair">
        <${Field} label="Begins" name="start" type="datetime-local" required
          error=${fieldError(error, "start_at")} />
        <${Field} label="Ends" name="end" type="datetime-local" required
          error=${fieldError(error, "end_at")} />
      </div>
      <${Field} label="Place" name="location" maxlength="1000" autocomplete="off"
        error=${fieldError(error, "location")} />
      <${Failure} error=${error} />
      <button class="solid" disabled=${busy}>Add</button>
    </form>
  `;
}

/** Events under the day that they begin on, in the order given. */
function byDay(events, timezone) {
  const days = new Map();
  for (const event of events) {
    const day = dayOf(new Date(event.start_at), timezone);
    days.set(day, [...days.get(day) ?? [], event]);
  }
  return [...days];
}

/** The instant of a wall clock reading of this browser. */
function instantOf(local) {
  return new Date(local).toISOString();
}
