import { call, onceKey } from "../../api.js";
import { conversation } from "../../state.js";

/** Asks, and keeps in the conversation how it goes. */
export async function askPrompt(prompt) {
  const id = crypto.randomUUID();
  const begun = { id, prompt, state: "asking", stage: null };
  conversation.set([...conversation.get(), begun]);
  try {
    const answer = await call("POST", "prompts", { body: { prompt }, headers: onceKey() });
    change(id, { state: "answered", answer });
  } catch (error) {
    change(id, { state: "failed", error });
  }
}

function change(id, fields) {
  conversation.set(
    conversation.get().map((turn) => turn.id === id ? { ...turn, ...fields } : turn),
  );
}
