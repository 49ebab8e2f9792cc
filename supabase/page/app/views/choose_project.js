import { html } from "../html.js";
import { Field, valuesOf } from "../parts/field.js";
import { Failure } from "../parts/status.js";
import { chooseProject } from "../project.js";
import { useAction } from "../remote.js";

/** Asks which project the page is for; shown where no `config.json` says it. */
export function ChooseProject() {
  const { run, busy, error } = useAction(async (form) => {
    const { url, key } = valuesOf(form);
    await chooseProject({ url, publishableKey: key });
  });
  const submit = (event) => {
    event.preventDefault();
    run(event.target);
  };
  return html`
    <main class="door">
      <h1>Prometheus</h1>
      <p class="muted">
        Which project is this page for? Both values stand in the project's API settings, and stay in
        this browser.
      </p>
      <form onSubmit=${submit}>
        <${Field} label="Project URL" name="url" type="url" required
          placeholder="https://your-project.supabase.co" autocomplete="url" />
        <${Field} label="Publishable key" name="key" required autocomplete="off" spellcheck="false"
          pattern="(sb_publishable_|eyJ).+" title="begins with sb_publishable_"
          hint="Begins with sb_publishable_. Never the secret key." />
        <${Failure} error=${error} />
        <button class="solid" disabled=${busy}>Continue</button>
      </form>
    </main>
  `;
}
