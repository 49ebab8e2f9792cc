import { call, send } from "../api.js";
import { html } from "../html.js";
import { Confirm } from "../parts/confirm.js";
import { Field, fieldError, valuesOf } from "../parts/field.js";
import { Failure } from "../parts/status.js";
import { useAction } from "../remote.js";
import { conversation, profile, project, session, tell } from "../state.js";
import { useStore } from "../store.js";

const ZONES = Intl.supportedValuesOf("timeZone");

/** Who the person is here, what they have here, and the ways out. */
export function Account() {
  const known = useStore(profile);
  const current = useStore(session);
  return html`
    <h1>Account</h1>
    <p class="muted">Signed in as ${current?.user.email}</p>
    ${known && html`<${Profile} key=${known.updated_at} known=${known} />`}
    <h2>Your data</h2>
    <${Export} />
    <h2>Leaving</h2>
    <${Leave} />
  `;
}

function Profile({ known }) {
  const { run, busy, error } = useAction(async (form) => {
    const { display_name = null, timezone, scheduled_summaries } = valuesOf(form);
    const body = {
      display_name,
      timezone,
      scheduled_summaries: scheduled_summaries === "on",
    };
    profile.set(await call("PATCH", "account", { body }));
    tell("Saved");
  });
  const submit = (event) => {
    event.preventDefault();
    run(event.target);
  };
  const zones = ZONES.includes(known.timezone) ? ZONES : [known.timezone, ...ZONES];
  return html`
    <form onSubmit=${submit}>
      <${Field} label="Name" name="display_name" maxlength="200" autocomplete="name"
        defaultValue=${known.display_name ?? ""} error=${fieldError(error, "display_name")} />
      <${Field} as="select" label="Timezone" name="timezone" error=${fieldError(error, "timezone")}
        hint="“Today” and “at 5 pm” are read by this clock.">
        ${zones.map((zone) =>
          html`<option value=${zone} selected=${zone === known.timezone}>${zone}</option>`
        )}
      <//>
      <label class="check">
        <input type="checkbox" name="scheduled_summaries"
          defaultChecked=${known.scheduled_summaries} />
        Write a summary each hour
      </label>
      <${Failure} error=${error} />
      <button class="solid" disabled=${busy}>Save</button>
    </form>
  `;
}

function Export() {
  const { run, busy, error } = useAction(async () => {
    const response = await send("GET", "account/export");
    const url = URL.createObjectURL(await response.blob());
    const link = Object.assign(document.createElement("a"), {
      href: url,
      download: "prometheus-export.jsonl",
    });
    link.click();
    URL.revokeObjectURL(url);
    tell("The export is in your downloads");
  });
  return html`
    <p>Everything that is kept of you here, as JSON Lines.</p>
    <button type="button" disabled=${busy} onClick=${run}>
      ${busy ? "One moment…" : "Export"}
    </button>
    <${Failure} error=${error} />
  `;
}

function Leave() {
  const { run, busy, error } = useAction((work) => work());
  const signOut = async () => {
    conversation.set([]);
    profile.set(null);
    await project.get().client.auth.signOut({ scope: "local" });
  };
  const eraseData = async () => {
    await call("DELETE", "account/data");
    conversation.set([]);
    tell("Your data will be erased by the next run of retention");
  };
  const eraseAccount = async () => {
    await call("DELETE", "account");
    await signOut();
  };
  return html`
    <div class="choices">
      <button type="button" disabled=${busy} onClick=${() => run(signOut)}>Sign out</button>
      <${Confirm} label="Delete my data" sure="Delete my data" busy=${busy}
        run=${() => run(eraseData)}
        question="Delete everything that was read, and unlink every account? It cannot be undone." />
      <${Confirm} label="Delete my account" sure="Delete my account" busy=${busy}
        run=${() => run(eraseAccount)}
        question="Delete your account with everything in it? It cannot be undone." />
    </div>
    <${Failure} error=${error} />
  `;
}
