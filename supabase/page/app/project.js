import { project, session } from "./state.js";

const REMEMBERED = "prometheus.project";

/**
 * Finds the project: `config.json` beside the page says it (`{"url", "publishable_key"}`; an empty
 * url is the address of the page), or this browser remembers it. Otherwise the person is asked.
 *
 * @returns {Promise<boolean>} whether it is known
 */
export async function findProject() {
  const found = await readConfig() ?? remembered();
  if (found === null) return false;
  await useProject(found);
  return true;
}

/** Uses the project from now on and remembers it in this browser. */
export async function chooseProject({ url, publishableKey }) {
  const chosen = { url: new URL(url).origin, publishableKey: publishableKey.trim() };
  const response = await fetch(`${chosen.url}/auth/v1/settings`, {
    headers: { apikey: chosen.publishableKey },
  }).catch(() => null);
  if (response === null) throw new Error(`${chosen.url} does not answer. Is the address right?`);
  if (response.status === 401) {
    throw new Error("The project does not know this publishable key.");
  }
  localStorage.setItem(REMEMBERED, JSON.stringify(chosen));
  await useProject(chosen);
}

/** Whether the person chose the project in this browser, and may choose another. */
export function isChosen() {
  return remembered() !== null;
}

/** Forgets what was chosen in this browser. */
export function forgetProject() {
  localStorage.removeItem(REMEMBERED);
  project.set(null);
  session.set(undefined);
}

async function readConfig() {
  const response = await fetch("config.json").catch(() => null);
  if (!response?.ok) return null;
  const config = await response.json().catch(() => null);
  if (typeof config?.publishable_key !== "string" || config.publishable_key === "") return null;
  return { url: config.url || location.origin, publishableKey: config.publishable_key };
}

function remembered() {
  try {
    const { url, publishableKey } = JSON.parse(localStorage.getItem(REMEMBERED) ?? "null") ?? {};
    return url && publishableKey ? { url, publishableKey } : null;
  } catch {
    return null;
  }
}

async function useProject({ url, publishableKey }) {
  const client = globalThis.supabase.createClient(url, publishableKey);
  project.set({ url, publishableKey, client });
  client.auth.onAuthStateChange((_event, next) => session.set(next));
  const { data } = await client.auth.getSession();
  session.set(data.session);
}
