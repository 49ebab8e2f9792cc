import { html, useState } from "../html.js";
import { Field, valuesOf } from "../parts/field.js";
import { Failure } from "../parts/status.js";
import { forgetProject, isChosen } from "../project.js";
import { useAction } from "../remote.js";
import { project } from "../state.js";

/** Signing in, and signing up for who is new. */
export function SignIn() {
  const [isNew, setIsNew] = useState(false);
  const [mailed, setMailed] = useState(false);
  const { run, busy, error } = useAction(async (form) => {
    const { auth } = project.get().client;
    const { email, password } = valuesOf(form);
    const { data, error } = isNew
      ? await auth.signUp({ email, password })
      : await auth.signInWithPassword({ email, password });
    if (error) throw error;
    // A project that confirms addresses lets nobody in before the mail's link is opened.
    if (isNew && data.session === null) setMailed(true);
    if (data.user) await sayZone(data);
  });
  const submit = (event) => {
    event.preventDefault();
    run(event.target);
  };
  const verb = isNew ? "Sign up" : "Sign in";
  return html`
    <main class="door">
      <h1>Prometheus</h1>
      <p class="lead">One private timeline of your Slack, Telegram and Outlook. Ask it anything.</p>
      ${mailed
        ? html`<p role="status">Open the link in the mail that was sent to you, then sign in.</p>`
        : null}
      <form onSubmit=${submit}>
        <${Field} label="Email" name="email" type="email" required autocomplete="username" />
        <${Field} label="Password" name="password" type="password" required
          minlength=${isNew ? 8 : undefined}
          hint=${isNew ? "At least 8 characters" : undefined}
          autocomplete=${isNew ? "new-password" : "current-password"} />
        <${Failure} error=${error} />
        <button class="solid" disabled=${busy}>${busy ? "One moment…" : verb}</button>
      </form>
      <p class="muted">
        ${isNew ? "Been here before?" : "New here?"}${" "}
        <button type="button" class="link" onClick=${() => setIsNew(!isNew)}>
          ${isNew ? "Sign in" : "Sign up"}
        </button>
      </p>
      ${isChosen() &&
        html`
          <p class="muted">
            <button type="button" class="link" onClick=${forgetProject}>Use another project</button>
          </p>
        `}
    </main>
  `;
}

/** A new person's clock is that of their browser; whoever has set one keeps it. */
async function sayZone({ user, session }) {
  if (session === null) return;
  const { client } = project.get();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const age = Date.now() - Date.parse(user.created_at);
  if (age < 60_000) await client.from("users").update({ timezone: timeZone }).eq("id", user.id);
}
