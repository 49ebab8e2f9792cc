import { html, useEffect, useRef, useState } from "../../html.js";
import { conversation } from "../../state.js";
import { useStore } from "../../store.js";
import { Answer } from "./answer.js";
import { askPrompt } from "./ask_prompt.js";
import { Progress } from "./progress.js";
import { Failure } from "../../parts/status.js";

const EXAMPLES = ["Summarize the last 24 hours", "What needs action?", "What was decided today?"];

/** A prompt in, its answer below; earlier ones stay above it. */
export function Ask() {
  const turns = useStore(conversation);
  const [text, setText] = useState("");
  const last = useRef(null);
  const newest = turns.at(-1);
  const busy = turns.some((turn) => turn.state === "asking");
  useEffect(() => {
    // The question at the top, so that its answer is read from its beginning.
    last.current?.scrollIntoView({ block: "start" });
  }, [newest?.id, newest?.state]);

  const ask = (prompt) => {
    if (busy || prompt.trim() === "") return;
    setText("");
    askPrompt(prompt.trim());
  };
  const submit = (event) => {
    event.preventDefault();
    ask(text);
  };
  const onKeyDown = (event) => {
    // Enter asks, Shift and Enter begins a line; not while an input method composes.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  };
  return html`
    <div class="ask">
      <h1 class=${turns.length > 0 ? "unseen" : ""}>What would you like to know?</h1>
      <div class="turns">
        ${turns.map((turn, index) =>
          html`
            <section class="turn" key=${turn.id} aria-label=${turn.prompt}
              ref=${index === turns.length - 1 ? last : undefined}>
              <h2 class="prompt">${turn.prompt}</h2>
              ${turn.state === "asking" && html`<${Progress} turn=${turn} />`}
              ${turn.state === "answered" && html`<${Answer} answer=${turn.answer} />`}
              ${turn.state === "failed" &&
                html`<${Failure} error=${turn.error} retry=${() => ask(turn.prompt)} />`}
            </section>
          `
        )}
      </div>
      <div class="dock">
        <form class="composer" onSubmit=${submit}>
          <label for="prompt" class="unseen">Your question</label>
          <textarea id="prompt" rows="1" maxlength="4000" value=${text} enterkeyhint="send"
            placeholder="Ask about your messages"
            onInput=${(event) => setText(event.target.value)} onKeyDown=${onKeyDown}></textarea>
          <button class="solid" disabled=${busy || text.trim() === ""}>Ask</button>
        </form>
      </div>
      ${turns.length === 0 && html`
        <ul class="examples" aria-label="Examples">
          ${EXAMPLES.map((example) =>
            html`<li><button type="button" class="chip" onClick=${() => ask(example)}>
            ${example}
          </button></li>`
          )}
        </ul>
      `}
    </div>
  `;
}
