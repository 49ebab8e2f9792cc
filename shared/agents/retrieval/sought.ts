import { cutText } from "../../models/extractive/cut.ts";
import { isFunctionWord } from "../../models/extractive/terms.ts";

/** UTF-16 units of a question or sentence that are looked at: the patterns take each its time. */
const longest = 600;

/** What a question asks for; `anything` where its words do not say. */
export type Sought =
  | "person"
  | "time"
  | "number"
  | "colour"
  | "version"
  | "place"
  | "reason"
  | "yes_or_no"
  | "anything";

/**
 * By the words that questions begin with or turn on, in English, German, French, Spanish, Portuguese,
 * Italian and Dutch. The first that fits counts: "at what time" is no "what".
 */
const questions: readonly (readonly [RegExp, Sought])[] = [
  [
    /\b(?:which|what|welche\w{0,2}|quelle|qué|que|qual|quale|welke)\s(?:\S{1,30}\s){0,2}versions?\b/iu,
    "version",
  ],
  [
    /\b(?:how (?:many|much|often|old|long|big|large|tall|far|high)|wie (?:viele?|oft|alt|lange|hoch|groß|teuer)|combien|cu[aá]nt[oa]s?|quant[oaie]s?|hoeveel|how (?:expensive|heavy))\b/iu,
    "number",
  ],
  [
    /\b(?:what (?:does|do|did) .{1,60}\b(?:costs?|pay)|(?:what|which)(?:.s| is| was| are)? (?:the |our |your )?(?:\S{1,20} )?(?:price|salary|cost|phone number|rate limit|percentage|share|number|amount|size|budget))\b/iu,
    "number",
  ],
  [
    /\b(?:when|(?:at |on |until |by |since )?(?:what|which) (?:time|day|date|week|month|year)|until when|wann|um wie viel uhr|quand|à quelle heure|cu[aá]ndo|a qu[eé] hora|quando|a que horas|wanneer|hoe laat)\b/iu,
    "time",
  ],
  [/\b(?:who|whom|whose|wer|wen|wem|wessen|qui|qui[eé]n(?:es)?|quem|chi)\b/iu, "person"],
  [/\b(?:where|wo|wohin|où|d[oó]nde|ad[oó]nde|onde|aonde|dove|waar)\b/iu, "place"],
  [
    /\b(?:why|warum|wieso|weshalb|pourquoi|por qu[eé]|porqu[eê]|perch[eé]|waarom|what (?:is|was) the (?:reason|cause)|what caused)\b/iu,
    "reason",
  ],
  [/\b(?:(?:which|what) colou?rs?|welche farbe|quelle couleur|qu[eé] color)\b/iu, "colour"],
];

const yesOrNo =
  /^\W*(?:is|are|was|were|do|does|did|can|could|should|will|would|has|have|had|may|must)\b/iu;
/** Question words that may ask for anything. */
const open =
  /\b(?:what|which|how|was|welche\w{0,2}|wie|que|qué|quel\w{0,3}|comment|c[oó]mo|qual|cosa|come|wat|welke|hoe)\b/iu;

/**
 * What `question` asks for, as the first question word in the beginning of it says: "what did she find
 * when it broke" asks for no time.
 */
export function soughtBy(question: string): Sought {
  const head = cutText(question, longest);
  let first: { at: number; sought: Sought } = {
    at: open.exec(head)?.index ?? Infinity,
    sought: "anything",
  };
  for (const [pattern, sought] of questions) {
    const at = pattern.exec(head)?.index ?? Infinity;
    // What is more exact stands earlier in the list.
    if (at < first.at || (at === first.at && first.sought === "anything" && at !== Infinity)) {
      first = { at, sought };
    }
  }
  return first.at === Infinity && yesOrNo.test(head) ? "yes_or_no" : first.sought;
}

const months =
  "jan(?:uary|uar|vier|eiro)?|feb(?:ruary|ruar|braio|rero|rier)?|f[eé]vrier|fevereiro|mar(?:ch|s|zo|ço)?|märz|maart|apr(?:il|ile)?|avril|abril|may|mai|maggio|mayo|maio|mei|june?|juni|juin|giugno|junio|junho|july?|juli|juillet|luglio|julio|julho|aug(?:ust|ustus)?|août|agosto|sept?(?:ember|embre|iembre)?|setembro|settembre|o[ck]t(?:ober|obre|ubre)?|outubro|ottobre|nov(?:ember|embre|iembre)?|novembro|de[cz](?:ember|embre|iembre)?|d[eé]cembre|dicembre|diciembre|dezembro";
const weekdays =
  "mon(?:day)?s?|tue(?:s(?:day)?)?s?|wed(?:nesday)?s?|thu(?:rs(?:day)?)?s?|fri(?:day)?s?|sat(?:urday)?s?|sun(?:day)?s?|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|segunda|terça|quarta|quinta|sexta|luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|domenica|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag";
const daysAndUnits =
  "today|tonight|tomorrow|yesterday|now|noon|midnight|morning|evening|night|soon|seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?|heute|morgen|gestern|tagen?|wochen?|stunden?|minuten|jahre?n?|aujourd|demain|hier|heures?|jours?|semaines?|mois|ans?|hoy|mañana|ayer|horas?|d[ií]as?|semanas?|mes(?:es)?|años?|hoje|amanhã|ontem|anos?|oggi|domani|ieri|ore|giorni|settiman[ae]|mesi|anni|vandaag|gisteren|uur|dagen|weken|maanden|jaar";
/** Where "one" counts and does not stand for a thing. */
const one = String
  .raw`(?<!\b(?:the|this|that|which|no|any|every|some) )\bone(?=\s(?!of|who|to|is|that|in|for|has)\p{Ll})`;
const numberWords =
  "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|hundred|thousand|dozen|couple|several|none|twice|eine?n?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|deux|trois|quatre|cinq|huit|neuf|dix|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|dois|duas|três|quatro|sete|oito|nove|dez|due|tre|quattro|cinque|sette|otto|dieci|twee|drie|vijf|zes|zeven|negen|tien";

const shapes: Readonly<Record<Exclude<Sought, "anything" | "yes_or_no" | "person">, RegExp>> = {
  time: new RegExp(
    String
      .raw`\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}\s?(?:am|pm|h|uhr|heures)\b|\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}\b|(?<!\p{L})(?:when(?:ever)?|once|after|before|until|prior to|as soon as)(?!\p{L})|(?<![\p{L}\d])(?:${months}|${weekdays}|${daysAndUnits})(?![\p{L}\d])`,
    "iu",
  ),
  number: new RegExp(
    String.raw`(?<![\p{L}\p{N}_-])\d|(?<!\p{L})(?:${numberWords})(?!\p{L})|${one}`,
    "iu",
  ),
  version: /(?<![\p{L}\p{N}_-])v?\d/u,
  colour:
    /(?<!\p{L})(?:black|white|gr[ae]y|red|green|blue|yellow|orange|purple|violet|pink|brown|golden|silver|schwarz|weiß|grau|rot|grün|blau|gelb|noir|blanc|rouge|vert|bleu|jaune|negro|blanco|rojo|verde|azul)(?!\p{L})/iu,
  place:
    /https?:\/\/|[\w-]{1,63}\.(?:com|org|net|io|dev|example)\b|[/#][\w-]|(?<!\p{L})(?:in|at|on|under|behind|beside|near|inside|over|here|there|im|am|an|auf|bei|unter|neben|hier|dort|dans|sur|chez|sous|ici|en|sobre|bajo|aqu[ií]|em|no|na|sob|nel|nella|sul|sotto|qui|op|bij|onder|naast)(?!\p{L})/iu,
  reason:
    /(?<!\p{L})(?:because|cause[ds]?|since|due to|so that|reason|as|therefore|otherwise|needs?|makes?|creates?|otherwise|weil|denn|wegen|damit|parce|car|puisque|afin|porque|pois|perch[eé]|omdat|want|doordat|faster|more|too|came from)(?!\p{L})/iu,
};

/** A name: a capital that no sentence begins with, somebody mentioned, or the author in person. */
const named =
  /(?<=\S\s+["'(]?)\p{Lu}[\p{L}-]+|(?<!\w)@[\p{L}\d]|\p{L}[\p{L}\d.+-]{0,63}@[\p{L}\d-]{1,63}\./u;
const inPerson = /(?<!\p{L})(?:I|me|my|we|us|ich|wir|je|nous|yo|eu|io|ik)(?!\p{L})/u;
const begins = /^\W*(\p{Lu}[\p{L}-]+)\s+\p{Ll}/u;

/**
 * Whether a sentence has what was asked for. `asked` are words in lower case that the question
 * itself brought along: its own names and numbers answer nothing.
 */
export function hasSought(sought: Sought, sentence: string, question: string): boolean {
  if (sought === "anything" || sought === "yes_or_no") return true;
  const rest = withoutWords(cutText(sentence, longest), cutText(question, longest), sought);
  if (sought !== "person") return shapes[sought].test(rest);
  const first = begins.exec(rest)?.[1]?.toLowerCase();
  return named.test(rest) || inPerson.test(rest) ||
    (first !== undefined && !isFunctionWord(first));
}

/** Whether a sentence gives it by its name, an address or as it is typed, which is worth more. */
export function isNamed(sought: Sought, sentence: string): boolean {
  if (sought === "place") return exactPlace.test(cutText(sentence, longest));
  return sought === "anything" && /`|https?:\/\/|(?<!\w)[:-]{1,2}[a-z]/i.test(sentence);
}

const exactPlace =
  /https?:\/\/|#\w|(?<!\p{L})(?:in|at|on|im|am|an|auf|bei|dans|sur|chez|en|em|nel|nella|op|bij)(?: the| der| die| dem| la| le)? \p{Lu}/u;

/** The sentence without the words with a capital or a digit that the question has as well. */
function withoutWords(sentence: string, question: string, sought: Sought): string {
  if (sought === "place" || sought === "reason") return sentence;
  const plain = sentence.replace(/https?:\/\/\S+/g, " ").replace(/^\W{0,3}\d{1,2}[.)]\s/, " ");
  const asked = new Set(
    question.toLowerCase().match(/[\p{L}\p{N}]+(?:[.:-][\p{L}\p{N}]+)*/gu) ?? [],
  );
  return plain.replace(
    /[\p{L}\p{N}]+(?:[.:-][\p{L}\p{N}]+)*/gu,
    (word) => /[\p{Lu}\p{N}]/u.test(word) && asked.has(word.toLowerCase()) ? "x" : word,
  );
}
