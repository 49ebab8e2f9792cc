import { call } from "../../api.js";
import { sourceName } from "../../format.js";
import { html, useState } from "../../html.js";
import { Failure } from "../../parts/status.js";
import { useAction } from "../../remote.js";
import { TelegramLogin } from "./telegram_login.js";

/** The providers that can be linked: two by their own page of consent, Telegram by a form. */
export function Link({ linked }) {
  const [telegram, setTelegram] = useState(false);
  const { run, busy, error } = useAction(async (provider) => {
    const back = encodeURIComponent(`${location.origin}${location.pathname}`);
    const path = `connectors/${provider}/oauth/initiate?redirect_to=${back}`;
    const { auth_url } = await call("GET", path);
    location.assign(auth_url);
  });
  return html`
    <div class="choices">
      ${["slack", "outlook"].map((provider) =>
        html`<button type="button" disabled=${busy} onClick=${() => run(provider)}>
          Link ${sourceName(provider)}
        </button>`
      )}
      <button type="button" aria-expanded=${String(telegram)} aria-controls="telegram-login"
        onClick=${() => setTelegram(!telegram)}>Link Telegram</button>
    </div>
    <${Failure} error=${error} />
    <div id="telegram-login">
      ${telegram && html`<${TelegramLogin} linked=${() => {
        setTelegram(false);
        linked();
      }} />`}
    </div>
  `;
}
