import { call } from "../../api.js";
import { html, useState } from "../../html.js";
import { Field, fieldError, valuesOf } from "../../parts/field.js";
import { Failure } from "../../parts/status.js";
import { useAction } from "../../remote.js";
import { tell } from "../../state.js";

const SENT = {
  app: "Telegram sent a code to your Telegram app.",
  sms: "Telegram sent a code by SMS.",
  call: "Telegram calls you with a code.",
  email: "Telegram sent a code by mail.",
  other: "Telegram sent a code.",
};

/** Links a person's own Telegram account: number, code, and where there is one the password. */
export function TelegramLogin({ linked }) {
  const [step, setStep] = useState({ name: "number" });
  const { run, busy, error } = useAction(async (form) => {
    const { phone_number, phone_code, password } = valuesOf(form);
    const { auth_session_id } = step;
    if (step.name === "number") {
      const begun = await call("POST", "connectors/telegram/auth/initiate", {
        body: { phone_number },
      });
      return setStep({ name: "code", ...begun });
    }
    const answer = step.name === "code"
      ? await call("POST", "connectors/telegram/auth/verify", {
        body: { auth_session_id, phone_code, phone_code_hash: step.phone_code_hash },
      })
      : await call("POST", "connectors/telegram/auth/password", {
        body: { auth_session_id, password },
      });
    if (answer.status === "password_needed") return setStep({ name: "password", ...answer });
    tell("Telegram is linked and will be read now.");
    linked();
  });
  const submit = (event) => {
    event.preventDefault();
    run(event.target);
  };
  const { label, ...control } = STEPS[step.name];
  // What the control is called depends on the step alone, so each step has one of its own.
  return html`
    <form class="telegram" onSubmit=${submit}>
      <p class="muted" role="status">
        ${step.name === "number" && "Your own account is read, never written to."}
        ${step.name === "code" && SENT[step.sent_by]}
        ${step.name === "password" && "Your account has two-step verification."}
        ${step.password_hint && ` Your hint: ${step.password_hint}`}
      </p>
      <${Field} key=${step.name} label=${label} required ...${control}
        error=${fieldError(error, control.name)} />
      <${Failure} error=${error} />
      <button class="solid" disabled=${busy}>${busy ? "One moment…" : "Continue"}</button>
      ${step.name !== "number" &&
        html`<button type="button" class="quiet" onClick=${() => setStep({ name: "number" })}>
        Begin again
      </button>`}
    </form>
  `;
}

const STEPS = {
  number: {
    label: "Phone number",
    name: "phone_number",
    type: "tel",
    autocomplete: "tel",
    placeholder: "+1 555 000 1111",
  },
  code: {
    label: "Code",
    name: "phone_code",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    autofocus: true,
  },
  password: {
    label: "Telegram password",
    name: "password",
    type: "password",
    autocomplete: "off",
    autofocus: true,
  },
};
