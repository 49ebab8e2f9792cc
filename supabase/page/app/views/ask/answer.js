import { count, stretch } from "../../format.js";
import { html, useMemo } from "../../html.js";
import { askPrompt } from "./ask_prompt.js";
import { Citations, Cited, numbersOf } from "./citations.js";
import { Coverage } from "./coverage.js";
import { FoundTasks } from "./found_tasks.js";

/** An answer with what it rests on and how far each source has been read. */
export function Answer({ answer }) {
  const numbers = useMemo(() => numbersOf(answer.citations), [answer]);
  const { intent, response, timezone, further } = answer;
  return html`
    <div class="answer">
      <p class="receipt">${receiptOf(answer)}</p>
      ${[{ intent, response }, ...further].map((part) => {
        const Body = BODIES[part.intent];
        return html`<${Body} response=${part.response} numbers=${numbers} timezone=${timezone} />`;
      })}
      <${Unresolved} names=${answer.understood.unresolved} />
      <${Citations} citations=${answer.citations} timezone=${answer.timezone} />
      <${Coverage} coverage=${answer.coverage} timezone=${answer.timezone} />
    </div>
  `;
}

/** What was read for it, and what is to be known of how it was written. */
function receiptOf({ intent, response, timezone, truncated, degraded }) {
  if (intent === "unsupported") return "";
  const range = response.time_range;
  return [
    range ? stretch(range.start, range.end, timezone) : "Whole timeline",
    truncated && "there is more than is shown",
    degraded && "written without the language model",
  ].filter(Boolean).join(" · ");
}

/** What is shown of an answer, by what the prompt was taken for. */
export const BODIES = {
  summarize: Summary,
  task_detection: FoundTasks,
  calendar: Calendar,
  answer: Found,
  unsupported: Unsupported,
};

function Summary({ response, numbers }) {
  const { overview, highlights, themes, statistics } = response.content;
  return html`
    <p class="overview">${overview}</p>
    <${Statements} statements=${highlights} numbers=${numbers} />
    ${themes.length > 0 && html`
      <ul class="themes" aria-label="Themes">
        ${themes.map((theme) => html`<li>${theme}</li>`)}
      </ul>
    `}
    ${statistics.events_read < statistics.total_events && html`
      <p class="muted small">
        Made of the newest ${statistics.events_read} of
        ${" "}${count(statistics.total_events, "event")}
      </p>
    `}
  `;
}

/** What is said of meetings, each with what it stands in; what is only remarked stands by itself. */
function Calendar({ response, numbers }) {
  const { answer, statements } = response;
  const cited = new Map(statements.map((statement) => [statement.text, statement.event_ids]));
  return html`
    <ul class="statements">
      ${answer.split("\n").map((line) =>
        html`<li>${line} <${Cited} ids=${cited.get(line) ?? []} numbers=${numbers} /></li>`
      )}
    </ul>
  `;
}

function Found({ response: { answer, statements, related }, numbers, timezone }) {
  // An extract says nothing beside its statements, and those have their sources.
  const isSaid = statements.length > 0 &&
    answer.replace(/\s+/g, " ").trim() === statements.map(({ text }) => text).join(" ").trim();
  return html`
    ${!isSaid && html`<p class="overview">${answer}</p>`}
    <${Statements} statements=${statements} numbers=${numbers} />
    <${Citations} citations=${related} timezone=${timezone} title="Nearest to it" />
  `;
}

function Unsupported({ response }) {
  return html`
    <p class="overview">${response.answer}</p>
    <ul class="examples" aria-label="Examples">
      ${response.examples.map((example) =>
        html`<li><button type="button" class="chip" onClick=${() => askPrompt(example)}>
          ${example}
        </button></li>`
      )}
    </ul>
  `;
}

/** Each statement with the numbers of what it was taken from. */
function Statements({ statements, numbers }) {
  if (statements.length === 0) return null;
  return html`
    <ul class="statements">
      ${statements.map(({ text, event_ids }) =>
        html`<li>${text} <${Cited} ids=${event_ids} numbers=${numbers} /></li>`
      )}
    </ul>
  `;
}

function Unresolved({ names }) {
  if (names.length === 0) return null;
  return html`
    <ul class="unresolved" aria-label="Not understood">
      ${names.map(({ kind, text, candidates }) =>
        html`<li>${
          candidates.length === 0
            ? `No ${kind} is known as “${text}”.`
            : `“${text}” may be ${candidates.join(" or ")}: say which.`
        }</li>`
      )}
    </ul>
  `;
}
