import { ApiError, onceKey, send } from "../../api.js";
import { conversation } from "../../state.js";
import { createParser } from "../../../vendor/eventsource-parser/index.js";

/** Asks, and keeps in the conversation how it goes: `progress` holds what was told so far. */
export async function askPrompt(prompt) {
  const id = crypto.randomUUID();
  conversation.set([...conversation.get(), { id, prompt, state: "asking", progress: {} }]);
  try {
    const response = await send("POST", "prompts", {
      body: { prompt },
      headers: { ...onceKey(), accept: "text/event-stream, application/json;q=0.5" },
    });
    const answer = await read(
      response,
      (stage, told) => change(id, ({ progress }) => ({ progress: { ...progress, [stage]: told } })),
    );
    change(id, () => ({ state: "answered", answer }));
  } catch (error) {
    change(id, () => ({ state: "failed", error }));
  }
}

/** The answer of a response, streamed or whole; what is told before it goes to `tell`. */
async function read(response, tell) {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    return await response.json();
  }
  let answer = null;
  let problem = null;
  const parser = createParser({
    onEvent({ event, data }) {
      const value = JSON.parse(data);
      if (event === "answer") answer = value;
      else if (event === "error") problem = value;
      else tell(event, value);
    },
  });
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parser.feed(decoder.decode(part.value, { stream: true }));
  }
  if (answer !== null) return answer;
  throw new ApiError(problem?.detail ?? "The answer was cut off. Try again.", problem ?? {});
}

function change(id, fields) {
  conversation.set(
    conversation.get().map((turn) => turn.id === id ? { ...turn, ...fields(turn) } : turn),
  );
}
