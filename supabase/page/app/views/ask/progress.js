import { count, sourceName, stretch } from "../../format.js";
import { html } from "../../html.js";
import { profile } from "../../state.js";
import { useStore } from "../../store.js";

/** What a prompt was taken for, in words; nothing of what is not supported. */
export const INTENTS = {
  summarize: "A summary",
  task_detection: "What needs action",
  calendar: "The calendar",
  answer: "A question",
};

/** How far the answer is, in one line that is read out as it changes. */
export function Progress({ turn: { progress } }) {
  const timezone = useStore(profile)?.timezone ?? "UTC";
  const { understood, retrieved, drafting } = progress;
  const parts = [
    understood && about(understood.understood, timezone),
    retrieved && `${count(retrieved.events, "message")} read`,
    drafting ? "Writing…" : "Reading…",
  ].filter(Boolean);
  return html`<p class="progress" role="status">${parts.join(" · ")}</p>`;
}

/** What the prompt was taken for. */
function about({ intent, window, sources, places, people }, timezone) {
  return [
    INTENTS[intent.value],
    window.value && stretch(window.value.start, window.value.end, timezone),
    ...(sources.value ?? []).map(sourceName),
    ...places.value,
    ...people.value,
  ].filter(Boolean).join(", ");
}
