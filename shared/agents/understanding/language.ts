import type { PromptLanguage } from "../../contracts/prompts.ts";
import { plainWords } from "./plain_words.ts";

/** Words that a language cannot do without, and that few others have. */
const common: Readonly<Record<PromptLanguage, string>> = {
  en:
    "the what is are was were did does do which who when where why how my me i you it of to and for from this that last any with have has happened summarize summary please since yesterday today week give show",
  de:
    "der die das den dem ist sind war was wer wann wo warum wie welche welcher welches ich mich mir mein meine und von fur mit auf aus bei im seit gestern heute bitte hat habe haben wird zusammen gibt es ein eine nicht noch letzten woche muss zeig",
  fr:
    "le la les des du est sont que qui quand ou pourquoi comment quel quelle je moi mes mon ma et pour avec sur dans depuis hier ce cette qu'est-ce aujourd'hui un une a-t-il dois fait il semaine d'hier moi-meme resume derniers dernieres",
  es:
    "el la los las es son que quien cuando donde por como cual cuanto yo me mi mis y para con en desde ayer hoy este esta un una del hay lo al se ha tengo semana resume dame ultimas ultimos",
  pt:
    "o os as um uma e sao que quem quando onde por como qual quanto eu me meu minha meus minhas para com em no na nos nas do da dos desde ontem hoje este esta ha ao nao resuma resumo tenho semana ultimas foi",
  nl:
    "de het een is zijn was wat wie wanneer waar waarom hoe welke ik mij me mijn en van voor met op uit bij sinds gisteren vandaag heeft heb wordt er aan deze week laatste geef niet nog samen kun je",
  it:
    "il lo la gli le un una e sono che chi quando dove perche come quale quanto io mi mio mia miei mie per con su nel della del di da ieri oggi questo questa ho ha cosa cos'e ultime settimana devo delle",
  sv:
    "den det en ett ar var vad vem nar varfor hur vilka vilken vilket jag mig min mina mitt och fran for med pa i sedan igar idag har att om av ge senaste veckan maste finns",
};
const languages: ReadonlyMap<string, PromptLanguage[]> = byWord();

function byWord(): Map<string, PromptLanguage[]> {
  const found = new Map<string, PromptLanguage[]>();
  for (const [language, words] of Object.entries(common)) {
    for (const word of words.split(" ")) {
      const list = found.get(word);
      if (list) list.push(language as PromptLanguage);
      else found.set(word, [language as PromptLanguage]);
    }
  }
  return found;
}

/**
 * The language that most of a prompt's common words are of; null where none of them says so, or two
 * say it equally. A word that several languages share counts for each of them less.
 */
export function languageOf(prompt: string): PromptLanguage | null {
  const points = new Map<PromptLanguage, number>();
  for (const word of plainWords(prompt).trim().split(" ")) {
    const ofWord = languages.get(word) ?? [];
    for (const language of ofWord) {
      points.set(language, (points.get(language) ?? 0) + 1 / ofWord.length);
    }
  }
  const [first, second] = [...points].sort((a, b) => b[1] - a[1]);
  return first && first[1] > (second?.[1] ?? 0) ? first[0] : null;
}
