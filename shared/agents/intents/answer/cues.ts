import { phrases, plainWords } from "../../understanding/plain_words.ts";

/** Words that a question opens with, and verbs that look for something, in eight languages. */
const asks = phrases([
  // English
  "who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should",
  "find|search|look (?:up|for)|tell me|show me|according to|i need|give me|where's|who's|when's|how's",
  // German
  "wer|wem|wen|wessen|was|welche[rsnm]?|wann|wo|wohin|woher|warum|wieso|weshalb|wie|wieviel|hat|haben|ist|sind|war|gab|kann|soll|suche?|finde|zeig(?:e)?|sag mir",
  // French
  "qui|que|qu'[^ ]{1,20}|quel(?:le|s|les)?|quand|ou|pourquoi|comment|combien|est-ce|cherche|trouve|montre|a quelle?|y a-t-il",
  // Spanish
  "quien(?:es)?|que|cual(?:es)?|cuando|donde|por que|como|cuanto(?:s)?|cuanta(?:s)?|busca|encuentra|muestra|ya|hay",
  // Portuguese
  "quem|qual|quais|quando|onde|porque|quanto(?:s)?|quanta(?:s)?|procura|procure|busque|encontre|mostre|o que",
  // Dutch
  "wie|wat|welke?|wanneer|waar|waarom|hoe(?:veel)?|heeft|heb|zoek|vind|toon",
  // Italian
  "chi|cosa|che|quale|quali|qual|dove|perche|come|quanto|quanta|quanti|cerca|trova|mostra",
  // Swedish
  "vem|vems|vad|vilken|vilket|vilka|nar|var|varfor|hur|har|ar|sok|hitta|visa",
]);

/**
 * How sure the words are that a question is asked, 0 to 1. Every prompt could be one, so the surest
 * question still leaves the prompt to an intent whose own words stand in it.
 */
export function claimAnswer(prompt: string): number {
  const words = plainWords(prompt);
  return /\?/.test(prompt.slice(-40)) || asks.test(words.split(" ", 7).join(" ") + " ") ? 0.8 : 0.5;
}
