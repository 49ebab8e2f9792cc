import { sourceName, when } from "../../format.js";
import { html, useEffect, useRef } from "../../html.js";
import { Failure } from "../../parts/status.js";
import { useRemote } from "../../remote.js";
import { openedEvent, profile, project } from "../../state.js";
import { useStore } from "../../store.js";
import { Reply } from "./reply.js";

const COLUMNS = "id, source, title, author, place, body, cut_from, url, occurred_at, event_type";

/** The event, note or meeting that a citation stands for, in a dialog over what cites it. */
export function OpenedEvent() {
  const id = useStore(openedEvent);
  const dialog = useRef(null);
  useEffect(() => {
    if (id !== null) dialog.current.showModal();
  }, [id]);
  // Escape and the button alike: the browser gives the focus back to what opened it.
  const closed = () => openedEvent.set(null);
  const onClick = (event) => {
    if (event.target === dialog.current) dialog.current.close();
  };
  return html`
    <dialog ref=${dialog} onClose=${closed} onClick=${onClick} aria-labelledby="opened-title">
      <div class="opened">
        ${id !== null && html`<${Event} key=${id} id=${id} />`}
        <form method="dialog"><button class="close" aria-label="Close">×</button></form>
      </div>
    </dialog>
  `;
}

function Event({ id }) {
  const { value: event, error, reading, reload } = useRemote(() => readEvent(id), [id]);
  const timezone = useStore(profile)?.timezone ?? "UTC";
  if (reading && !event) return html`<h2 id="opened-title">Reading…</h2>`;
  if (error) {
    return html`
      <h2 id="opened-title">Not to be read</h2>
      <${Failure} error=${error} retry=${reload} />
    `;
  }
  if (event === null) {
    return html`
      <h2 id="opened-title">It is gone</h2>
      <p>What was cited has been deleted or has expired since.</p>
    `;
  }
  const link = webAddress(event.url);
  return html`
    <h2 id="opened-title">${event.title ?? "Without a title"}</h2>
    <p class="muted">
      ${[event.author, event.place].filter((part) => part && !event.title?.includes(part))
        .concat(sourceName(event.source)).join(" · ")}
      ${" · "}<time datetime=${event.occurred_at}>${when(event.occurred_at, timezone)}</time>
    </p>
    <p class="body">${event.body || "It has no text."}</p>
    ${event.cut_from && html`<p class="muted">Only its beginning is kept.</p>`}
    ${link && html`
      <p>
        <a href=${link} target="_blank" rel="noopener noreferrer">
              Open in ${sourceName(event.source)}
            </a>
      </p>
    `}
    ${event.source !== "note" && event.source !== "calendar" && html`<${Reply} event=${event} />`}
  `;
}

/** What a citation may stand for, by table, each in the form of the first. */
const TABLES = [
  ["events", COLUMNS, (row) => row],
  ["notes", "id, title, body, created_at", (row) => ({
    ...row,
    source: "note",
    occurred_at: row.created_at,
  })],
  ["calendar_events", "id, title, description, location, start_at", (row) => ({
    ...row,
    source: "calendar",
    body: row.description,
    place: row.location,
    occurred_at: row.start_at,
  })],
];

/** @returns the row; null where none of the tables has the id */
async function readEvent(id) {
  const { client } = project.get();
  for (const [table, columns, asEvent] of TABLES) {
    const { data, error } = await client.from(table).select(columns).eq("id", id).maybeSingle();
    if (error) throw new Error("It could not be read.");
    if (data) return asEvent(data);
  }
  return null;
}

/** An address that a browser may be sent to; null for every other kind (RFC 3986 schemes). */
function webAddress(text) {
  if (!text || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return ["https:", "http:"].includes(protocol) ? href : null;
}
