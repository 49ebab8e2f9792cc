import { PromptLanguage } from "../../../contracts/prompts.ts";
import { phrases, plainWords } from "../../understanding/plain_words.ts";

/** What only greets, thanks or asks for a sign of life; a prompt of nothing else wants nothing. */
const talk: Readonly<Record<PromptLanguage, ReadonlySet<string>>> = {
  en: words(
    "hi hello hey hiya yo howdy there good morning afternoon evening night day thanks thank thx you u so much a lot " +
      "very many ok okay k cool great nice perfect awesome bye goodbye cheers how are doing today sup wassup please help me",
  ),
  de: words(
    "hi hallo moin servus guten morgen tag abend nacht danke dir schon sehr vielen dank tschuss wie geht's geht es hilfe ok super",
  ),
  fr: words(
    "bonjour salut bonsoir merci beaucoup bien comment ca va au revoir aide coucou tu vas ok",
  ),
  es: words(
    "hola buenos buenas dias tardes noches gracias muchas que tal como estas adios ayuda ok",
  ),
  pt: words(
    "ola oi bom dia boa tarde noite obrigado obrigada muito tudo bem tchau ajuda como estas ok",
  ),
  nl: words(
    "hoi hallo goedemorgen goedemiddag goedenavond dag dank je wel bedankt hoe gaat het doei ok",
  ),
  it: words("ciao buongiorno buonasera grazie mille come stai va arrivederci aiuto ok"),
  sv: words("hej hejsan god morgon kvall tack sa mycket hur mar du hjalp hej da ok"),
};

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}

/** Words of a prompt that may still be nothing but talk. */
const mostTalk = 6;
/** What is asked of whoever answers, in whole: who that is, and what can be asked. */
const aboutItself = phrases([
  "(?:who|what) are you|what can (?:you do|i ask(?: you)?)|what do you do|how do you work|are you (?:a bot|an ai|human|real|there)",
  "wer bist du|was kannst du(?: alles)?|was kann ich (?:dich )?fragen|bist du (?:ein bot|eine ki|da)",
  "(?:qui|que) es-tu|qui etes-vous|que (?:sais-tu|peux-tu) faire|tu es qui|que puis-je (?:te )?demander",
  "quien eres|que (?:puedes|sabes) hacer|que (?:te )?puedo preguntar(?:te)?",
  "quem es tu|quem e voce|o que (?:voce|tu) (?:faz|sabe fazer|consegue fazer|fazes)|o que posso perguntar",
  "wie ben je|wat kun je(?: allemaal)?(?: doen)?|wat kan ik (?:je )?vragen",
  "chi sei|cosa (?:sai|puoi) fare|cosa posso chiedert?i?",
  "vem ar du|vad kan du(?: gora)?|vad kan jag fraga",
]);

/** How a person may begin before saying what shall be done. */
const opening =
  "^ (?:(?:please|kindly|now|hey|ok|and|then|bitte|kannst du|konntest du|kannst du bitte|" +
  "can you|could you|would you|will you|i want you to|i need you to|i'd like you to|go ahead and|" +
  "s'il te plait|peux-tu|tu peux|por favor|puedes|podrias|voce pode|podes|pode|kun je|wil je|graag|" +
  "per favore|puoi|potresti|snalla|kan du) ){0,2}";

/** Verbs of doing with what they are done to, in plain words of eight languages. */
const acts = new RegExp(
  opening + "(?:" + [
    // English: what stands behind "mail" or "message" tells the verb from the noun.
    "(?:e-?mail|mail|text|message|dm|ping|call|phone) (?!from |of |about |in |with |by |on |regarding |sent |thread |address |me |i |we |was |is |did |to |von |vom |an |mit |wegen |de |du |do |da |van |di |del |fran )[^ ?]{1,40} (?!from |of |about |said |say |wrote |in |with |is |was )[^ ]",
    "(?:send|forward) (?!me |us )[^ ]{1,40} ",
    "(?:reply|respond) to [^ ]",
    "(?:delete|remove|erase|archive|unsubscribe|mute|reschedule|accept|decline) (?:all|every|everything|the|my|this|that|these|those|it|from|me|him|her|them|invitations?|messages?|mails?|emails?) ",
    "(?:book|order|buy|get) (?:me|us) (?:a|an|the|some|two|three|tickets?) ",
    "(?:book|order|buy|schedule|reserve) (?:a|an|the|some|two|three|tickets?|it|another) ",
    "(?:cancel|pay|postpone|confirm) (?:the|my|our|this|that|it|all|a) ",
    "remind (?:me|us|him|her|them|everyone) (?:to|at|in|on|when|tomorrow|tonight|every) ",
    "(?:set|set up|create|make|add|put|start) (?:me )?(?:a|an|the|another|up a)(?: [^ ]{1,40}){0,3} (?:alarm|timer|reminder|meeting|call|task|to-?do|event|appointment|channel|folder|group|zoom) ",
    "(?:turn|switch) (?:on|off) |wake me |play (?:some|the|a|my|music) |translate |sing |(?:upload|download) (?:the|this|a|my|it) ",
    "(?:write|draft|compose) (?:me |us )?(?:a|an|some|the|my)(?: [^ ]{1,40}){0,2} (?:poem|story|essay|song|code|function|script|e-?mail|mail|letter|reply|response|message|post|tweet|program|haiku) ",
    "(?:post|publish|share) (?:this|that|it|a|the) |invite (?:him|her|them|everyone|everybody|the) ",
    // German
    "(?:sende|schicke?|maile|leite) (?!mir |uns )[^ ]{1,40} |(?:antworte|schreib(?:e)?) (?!mir |uns |auf (?:was|welche) )[^ ]{1,40} ",
    "(?:losche?|entferne?|archiviere|buche?|bestelle?|kaufe?|storniere|reserviere|bezahle?|verschiebe?|sag(?:e)?~ ab|ruf(?:e)?~ an|ubersetze?|erinnere mich (?:an|morgen|um|daran)|lege?~ an|spiele?|stelle?~ (?:wecker|timer)) ",
    "(?:den|die|das|dem|der|alle|diese[nrs]?|mein(?:e|en)?|einen?|ein)(?: [^ ]{1,40}){0,4} (?:loschen|buchen|bestellen|kaufen|stornieren|senden|schicken|verschieben|absagen|anrufen|weiterleiten|bezahlen|reservieren|ubersetzen) (?:\\? )?$",
    // French
    "(?:envoie|envoyer|transfere|reponds|repondre a|supprime|supprimer|efface|archive|reserve|reserver|commande|commander|achete|acheter|annule|annuler|paie|appelle|appeler|traduis|rappelle-moi de|cree|creer|ecris|ecrire|programme|joue) (?:un|une|le|la|les|l'[^ ]{1,30}|mon|ma|mes|ce|cette|ces|tous|toutes|a|au|aux|de|des|ca) ",
    // Spanish
    "(?:envia(?:r|le|les)?|manda(?:r|le|les)?|reenvia|responde(?:r|le)?|contesta(?:le)?|borra|elimina|archiva|reserva|pide|compra|cancela|paga|llama|traduce|recuerdame que|recuerdame|crea|escribe|programa|agenda|pon) (?:un|una|el|la|los|las|mi|mis|este|esta|estos|todos|todas|a|al|que|esto) ",
    // Portuguese
    "(?:envia|envie|manda|mande|encaminha|encaminhe|responde|responda|apaga|apague|exclua|elimina|arquiva|arquive|reserva|reserve|compra|compre|cancela|cancele|paga|pague|liga|ligue|traduz|traduza|lembra-me de|me lembre de|cria|crie|escreve|escreva|agenda|agende|marca|marque) (?:um|uma|o|a|os|as|meu|minha|este|esta|todos|todas|ao|para|isto|isso|de) ",
    // Dutch
    "(?:stuur|verstuur|mail|beantwoord|antwoord|verwijder|wis|archiveer|boek|reserveer|bestel|koop|annuleer|betaal|bel|vertaal|herinner me (?:aan|eraan|om)|maak|schrijf|plan|zet) (?:een|de|het|mijn|dit|dat|deze|die|alle|aan|naar) ",
    // Italian
    "(?:invia|inviare|manda|mandare|inoltra|rispondi|rispondere|cancella|cancellare|elimina|archivia|prenota|prenotare|ordina|compra|comprare|annulla|paga|chiama|traduci|ricordami di|crea|scrivi|programma|fissa|sposta) (?:un|una|un'[^ ]{1,30}|il|lo|la|i|gli|le|l'[^ ]{1,30}|mio|mia|questo|questa|tutti|tutte|a|al|alla) ",
    // Swedish
    "(?:skicka|svara|vidarebefordra|radera|ta bort|arkivera|boka|bestall|kop|avboka|betala|ring|oversatt|paminn mig|skapa|skriv|schemalagg) (?:en|ett|det|den|de|min|mitt|mina|alla|till|pa|om|att|detta|denna) ",
  ].map((act) => act.replaceAll("~", "(?: [^ ]{1,40}){0,4}")).join("|") + ")",
  "u",
);

/** What no timeline knows, asked for as such. */
const elsewhere = new RegExp(
  opening + "(?:" + [
    "(?:what(?:'s| is|s)|how(?:'s| is)) the weather |weather (?:today|tomorrow|forecast|report|in|this|now|\\?)|will it (?:rain|snow) |is it (?:raining|snowing|going to (?:rain|snow)) ",
    "tell (?:me|us) (?:a|another|some) (?:joke|jokes|story|riddle) |make me laugh |flip a coin |roll a (?:die|dice) ",
    "wie (?:ist|wird) das wetter |wetter (?:heute|morgen|in) |erzahl(?:e)? (?:mir |uns )?(?:einen|noch einen) witz |regnet es ",
    "quel temps (?:fait|fera) |(?:quelle est )?la meteo |meteo |raconte(?:-moi| moi)? une (?:blague|histoire) ",
    "que tiempo (?:hace|hara) |como esta el (?:tiempo|clima) |cuentame un chiste |va a llover ",
    "como esta o tempo |(?:qual e a )?previsao do tempo |vai chover |conta(?:-me)? uma (?:piada|anedota) |me conte uma piada ",
    "wat voor weer |hoe is het weer |wordt het weer |vertel (?:me )?een (?:mop|grap) |gaat het regenen ",
    "che tempo (?:fa|fara) |com'e il tempo |raccontami una barzelletta |piovera ",
    "hur (?:ar|blir) vadret |beratta ett skamt |blir det regn ",
  ].join("|") + ")",
  "u",
);

/** The language in which a prompt only talks; null where it says more than that. */
export function talkedIn(prompt: string): PromptLanguage | null {
  const said = wordsOf(plainWords(prompt));
  if (said.length === 0 || said.length > mostTalk) return null;
  return PromptLanguage.options.find((language) =>
    said.every((word) => talk[language].has(word))
  ) ?? null;
}

/**
 * How sure the words of a prompt are that it wants nothing that a timeline could give: talk, something
 * to be done in the world, or what is known elsewhere. Less sure than a summary or tasks, which "send
 * the summary of today" asks for all the same.
 */
export function claimUnsupported(prompt: string): number {
  const plain = plainWords(prompt);
  const said = wordsOf(plain);
  if (said.length === 0) return 0.95;
  if (talkedIn(prompt) !== null) return 0.84;
  const itself = aboutItself.exec(plain);
  if (itself && itself[0].split(" ").length >= said.length - 2) return 0.84;
  return acts.test(plain) || elsewhere.test(plain) ? 0.84 : 0;
}

function wordsOf(plain: string): string[] {
  return plain.split(" ").filter((word) => /[\p{L}\p{N}]/u.test(word));
}
