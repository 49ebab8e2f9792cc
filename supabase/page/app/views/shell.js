import { call } from "../api.js";
import { html, useEffect, useRef } from "../html.js";
import { useRemote } from "../remote.js";
import { place, PLACES } from "../router.js";
import { notice, profile } from "../state.js";
import { useStore } from "../store.js";
import { Account } from "./account.js";
import { Ask } from "./ask/ask.js";
import { OpenedEvent } from "./ask/opened_event.js";
import { Calendar } from "./calendar.js";
import { Drafts } from "./drafts.js";
import { finishLinking } from "./sources/came_back.js";
import { Sources } from "./sources/sources.js";
import { Tasks } from "./tasks.js";

const VIEWS = {
  ask: Ask,
  tasks: Tasks,
  calendar: Calendar,
  drafts: Drafts,
  sources: Sources,
  account: Account,
};

/** The page of a person who is signed in: where they can go, and where they are. */
export function Shell() {
  const current = useStore(place);
  const main = useRef(null);
  const first = useRef(true);
  const read = useRemote(() => call("GET", "account"));
  useEffect(() => void (read.value && profile.set(read.value)), [read.value]);
  useEffect(() => void finishLinking(), []);
  const { title } = PLACES.find(({ name }) => name === current);
  useEffect(() => {
    document.title = `${title} · Prometheus`;
    // Who goes to another view by keyboard or ear begins at its top.
    if (!first.current) main.current.focus();
    first.current = false;
  }, [current]);
  const View = VIEWS[current];
  return html`
    <a class="skip" href="#main" onClick=${(event) => {
      event.preventDefault();
      main.current.focus();
    }}>Skip to content</a>
    <div class="shell">
      <header class="side">
        <p class="mark">Prometheus</p>
        <nav aria-label="Views">
          <ul>
            ${PLACES.map(({ name, title }) =>
              html`<li><a href="#/${name}" aria-current=${name === current ? "page" : undefined}>
                ${title}
              </a></li>`
            )}
          </ul>
        </nav>
      </header>
      <main id="main" tabindex="-1" ref=${main}>
        <${View} />
      </main>
    </div>
    <${OpenedEvent} />
    <${Notice} />
  `;
}

/** The live region that says in passing what was done; there before it says anything. */
function Notice() {
  const said = useStore(notice);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => notice.set(null), said.kind === "failed" ? 10_000 : 5_000);
    return () => clearTimeout(timer);
  }, [said]);
  return html`
    <div class="notice" role="status" aria-live="polite">
      ${said && html`<p class=${said.kind}>${said.text}</p>`}
    </div>
  `;
}
