import { html, useMemo } from "../html.js";

/**
 * A labelled control. `hint` and what is wrong with it are read out with it.
 *
 * @param {object} props `name` and whatever else the input takes
 */
export function Field({ label, hint, error, name, as = "input", hideLabel, children, ...rest }) {
  const id = useMemo(() => `field-${name}-${Math.random().toString(36).slice(2)}`, [name]);
  const about = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return html`
    <div class="field">
      <label for=${id} class=${hideLabel ? "unseen" : ""}>${label}</label>
      <${as}
        id=${id}
        name=${name}
        aria-describedby=${about || undefined}
        aria-invalid=${error ? "true" : undefined}
        ...${rest}
      >${children}<//>
      ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
      ${error && html`<p class="wrong" id="${id}-error">${error}</p>`}
    </div>
  `;
}

/** What the problem says of one field; undefined where it says nothing. */
export function fieldError(error, name) {
  return error?.fields?.find(({ field }) => field === name)?.message;
}

/** The values of a form's controls by name, without those left empty. */
export function valuesOf(form) {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
}
