/**
 * The page that asks a person for their consent, as a browser gets it from the loopback providers.
 * Whoever asks for no HTML, as tests and programs do, is taken for somebody who has said yes.
 */

/** Whom the page is shown to, and what for. */
export interface ConsentRequest {
  /** "Slack" */
  provider: string;
  /** Who may be signed in there, by what the form sends; the first one unless chosen. */
  people: { value: string; name: string }[];
  scopes: readonly string[];
}

/** What a person decided. */
export interface ConsentAnswer {
  allowed: boolean;
  person: string | null;
}

/** Whether a browser asks, and not a program. */
export function wantsPage({ method, headers }: Request): boolean {
  return method === "GET" && (headers.get("accept") ?? "").includes("text/html");
}

/** The page; its form comes back to the address that it was loaded from. */
export function consentPage({ provider, people, scopes }: ConsentRequest): Response {
  const options = people.map(({ value, name }) =>
    `<option value="${escaped(value)}">${escaped(name)}</option>`
  );
  const items = scopes.map((scope) => `<li><code>${escaped(scope)}</code></li>`);
  const html = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>${escaped(provider)} (loopback)</title>
<meta name="viewport" content="width=device-width">
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}
button{font:inherit;padding:.4rem 1.2rem;margin-right:.5rem}</style></head>
<body><main>
<h1>Prometheus asks to read your ${escaped(provider)}</h1>
<p>This page stands in for ${escaped(provider)}'s own. Nothing leaves this machine.</p>
<form method="post">
<p><label>Signed in as <select name="person">${options.join("")}</select></label></p>
<p>It asks for:</p><ul>${items.join("")}</ul>
<p><button name="answer" value="allow">Allow</button>
<button name="answer" value="deny">Cancel</button></p>
</form>
</main></body></html>`;
  return new Response(html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
      "cache-control": "no-store",
    },
  });
}

/** What came back of the form. */
export async function consentAnswer(request: Request): Promise<ConsentAnswer> {
  const form = new URLSearchParams(await request.text());
  return { allowed: form.get("answer") === "allow", person: form.get("person") };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
