/** What settles a request, and what does not yet, in the words of whoever answers. */
import { stemmer } from "stemmer";

/** Any of these as whole words; the boundary knows letters beyond English ones. */
const anyOf = (...words: string[]) =>
  new RegExp(`(?<![\\p{L}\\p{M}])(?:${words.join("|")})(?![\\p{L}\\p{M}])`, "iu");

const withdrawn = anyOf(
  "never ?mind|no longer need(?:ed)?|not needed any ?more|don't need (?:it|this|that) any ?more|scratch that|forget (?:it|that|about it)",
  "ignore (?:this|that|my)|found it|figured it out|solved it|sorted it out|already (?:have|got|found) it",
  "hat sich erledigt|schon gut|nicht mehr nötig|brauche? (?:es|ihn|sie|das) (?:doch )?nicht mehr|habe? (?:es|ihn|sie) (?:schon )?gefunden|vergiss es",
  "laisse tomber|plus besoin|c'est bon,? (?:je l'ai|trouvé)|je l'ai trouvée?",
  "olvídalo|déjalo|ya no (?:hace falta|lo necesito)|ya lo (?:tengo|encontré)",
  "deixa (?:pra lá|para lá|estar)|já não (?:é preciso|preciso)|não precisa mais|já (?:achei|encontrei)",
  "laat maar|niet meer nodig|al gevonden|lascia (?:perdere|stare)|non serve più|l'ho trovat[oa]|strunt i det|behövs inte längre|hittade den",
);

const done = anyOf(
  "done|sent|fixed|merged|shared|uploaded|booked|signed|confirmed|delivered|resolved|finished|completed|submitted|posted",
  "approved|paid|replied|taken care of|took care of|attached|here (?:it is|you go|you are)",
  "erledigt|geschickt|verschickt|gesendet|abgeschickt|fertig|gemacht|gebucht|bestellt|unterschrieben|bezahlt|hochgeladen|anbei|hier ist (?:er|sie|es)",
  "envoyée?s?|c'est fait|faite?s?|terminée?s?|signée?s?|payée?s?|réservée?s?|ci-joint|voilà|voici",
  "enviad[oa]s?|hech[oa]s?|list[oa]s?|terminad[oa]s?|firmad[oa]s?|pagad[oa]s?|reservad[oa]s?|adjunto|aquí (?:está|tienes)|lo (?:envié|mandé|hice)",
  "enviei|enviad[oa]s?|feit[oa]s?|pront[oa]s?|assinad[oa]s?|pag[oa]s?|reservad[oa]s?|segue em anexo|aqui está",
  "gedaan|gestuurd|verstuurd|verzonden|klaar|geregeld|getekend|betaald|geboekt|hierbij|alsjeblieft, hier",
  "fatt[oa]|inviat[oaie]|mandat[oaie]|firmat[oaie]|pagat[oaie]|prenotat[oaie]|in allegato|eccol[oaie]",
  "klart|skickat|skickade|gjort|fixat|bokat|betalat|bifogat|här är (?:den|det)",
);
const markDone = /^(?:✅|☑️?|✔️?|:white_check_mark:|:heavy_check_mark:)/u;

const notYet = anyOf(
  "(?:is|was|are|were|do|did|does|has|have|had|can|could|won|would|should)n['’]t",
  "not|never|still|will|i'll|we'll|going to|gonna|to be|when|once|until|if|should|later|soon|almost|half|need to|have to|can you|could you",
  "nicht|nie|noch|wird|werde|wenn|sobald|bis|später|bald|fast|muss|kannst du",
  "pas|jamais|encore|sera|serai|quand|bientôt|presque|dois",
  "no|nunca|todavía|aún|será|cuando|pronto|casi|não|ainda|quando|logo|quase",
  "niet|nooit|nog|zal|wordt|wanneer|als|bijna|moet|non|mai|ancora|sarà|appena|presto|inte|aldrig|ännu|ska|när|snart|nästan",
);

const promised = anyOf("later|tomorrow|soon|morgen|später|demain|mañana|amanhã|domani|imorgon");
const promiseBegins = new RegExp(
  "^(?:sure|ok|okay|yes|will do|on it|i'll|i will|let me|looking|one (?:moment|sec)|checking|give me|" +
    "mach(?:e)? ich|ja|klar|gern|schaue|d'accord|oui|je (?:vais|le fais)|sí|vale|claro|voy|sim|vou|zal ik|doe ik|va bene|certo|lo faccio|ja|jag ska)(?![\\p{L}\\p{M}])",
  "iu",
);

const thanks = anyOf(
  "thanks|thank you|thx|got it|received|perfect|works now|that (?:works|helps|fixed it)",
  "danke(?:schön)?|vielen dank|perfekt|angekommen|passt|merci|parfait|bien reçu|gracias|perfecto|recibido",
  "obrigad[oa]|perfeito|recebido|bedankt|dank je|top|ontvangen|grazie|perfetto|ricevuto|tack|perfekt",
);

const reopened = anyOf(
  "still (?:waiting|missing|need|don't|not|broken|open)|any (?:news|update)|not (?:there|yet)|(?:did not|didn't) (?:get|arrive|work)",
  "doesn't work|reminder|hasn't arrived|wrong (?:one|file|version)|send it again",
  "fehlt (?:noch|immer noch)|immer noch nicht|noch nicht (?:da|angekommen)|erinnerung|toujours pas|pas reçu|rappel|todavía no|sigue sin|recordatorio",
  "ainda não|lembrete|nog (?:steeds )?niet|herinnering|ancora no[n]?|promemoria|fortfarande inte|påminnelse",
);

/** What one sentence of a reply says of requests before it. */
export interface Sign {
  asks: boolean;
  withdrawn: boolean;
  done: boolean;
  thanks: boolean;
  promised: boolean;
  reopened: boolean;
  /** Stems of the deeds that it says were done. */
  deeds: string[];
}

/** What a sentence of a reply says. */
export function signOf(sentence: string): Sign {
  const unfinished = notYet.test(sentence) || sentence.endsWith("?");
  const says = done.test(sentence);
  return {
    asks: sentence.endsWith("?"),
    withdrawn: withdrawn.test(sentence),
    done: markDone.test(sentence) || (says && !unfinished),
    thanks: thanks.test(sentence),
    // "Not done yet" promises as well as "will do".
    promised: promiseBegins.test(sentence) || promised.test(sentence) || (says && unfinished),
    reopened: reopened.test(sentence),
    deeds: unfinished ? [] : deedsIn(sentence),
  };
}

/** The commonest verbs whose past no rule gives. */
const irregular: Readonly<Record<string, string>> = {
  bought: "buy",
  wrote: "write",
  written: "write",
  told: "tell",
  gave: "give",
  given: "give",
  took: "take",
  taken: "take",
  brought: "bring",
  made: "make",
  spoke: "speak",
  put: "put",
  set: "set",
  read: "read",
  got: "get",
  found: "find",
  chose: "choose",
  drew: "draw",
  rang: "ring",
  met: "meet",
  ran: "run",
  held: "hold",
  built: "build",
};

/** "I ordered it", "it has been ordered": what somebody says they did, by its stem. */
function deedsIn(sentence: string): string[] {
  if (
    !/^(?:\W*\p{L}+ed\b)|\b(?:i|we|it's|it is|is|are|was|were|been|has|have|i've|we've)\b/iu.test(
      sentence,
    )
  ) {
    return [];
  }
  return (sentence.toLowerCase().match(/\p{L}+/gu) ?? []).flatMap((word) => {
    const plain = Object.hasOwn(irregular, word) ? irregular[word] : undefined;
    if (plain !== undefined) return [stemmer(plain)];
    return word.length > 4 && word.endsWith("ed") ? [stemmer(word)] : [];
  });
}

const leads = new Set("please pls kindly you u to and just also then".split(" "));

/** Stems of what a request wants done: the words where its verbs stand. */
export function deedsAsked(text: string): Set<string> {
  const words = text.toLowerCase().match(/[@\p{L}'-]+/gu) ?? [];
  return new Set(
    words.flatMap((word, index) => {
      const before = words[index - 1];
      const stands = before === undefined || leads.has(before) || before.startsWith("@");
      return stands && /^\p{L}{3,}$/u.test(word) && !leads.has(word) ? [stemmer(word)] : [];
    }),
  );
}
