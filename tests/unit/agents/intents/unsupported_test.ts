import assert from "node:assert/strict";
import type { AgentContext } from "../../../../shared/agents/context.ts";
import { unsupportedIntent } from "../../../../shared/agents/intents/unsupported/intent.ts";

async function reply(prompt: string) {
  const answer = await unsupportedIntent.answer({
    // It has nothing to ask of it.
    context: {} as AgentContext,
    prompt,
    window: null,
    scope: {},
    language: null,
    priority: undefined,
  });
  assert.deepEqual([answer.citations, answer.degraded, answer.truncated], [[], false, false]);
  return answer.response;
}

Deno.test("what no timeline can give is answered with what can be asked, in the prompt's language", async () => {
  for (
    const [prompt, begins] of [
      ["hello", "I only read"],
      ["🎉", "I only read"],
      ["Send an email to Mira that I am late", "I only read"],
      ["Guten Morgen!", "Ich lese nur"],
      ["Wie wird das Wetter morgen?", "Ich lese nur"],
      ["bonjour", "Je ne fais que lire"],
      ["hola", "Solo leo"],
      ["bom dia", "Só leio"],
      ["wat voor weer wordt het vandaag?", "Ik lees alleen"],
      ["ciao", "Leggo soltanto"],
      ["hejsan", "Jag läser bara"],
    ] as const
  ) {
    const { answer, examples } = await reply(prompt);
    assert.ok(answer.startsWith(begins), `${prompt}: ${answer}`);
    assert.equal(examples.length, 3);
  }
});
