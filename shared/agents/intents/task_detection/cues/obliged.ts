/** What a person owes, by its grammar: the first person, an obligation, and something that is open. */
import { phrases } from "../../../understanding/plain_words.ts";

/** The first person has to, in eight languages; some say the person by the verb alone. */
const obliged = phrases([
  "i (?:still |also |really )?(?:must|should|need to|have to|ought to|owe|gotta)|i've (?:still )?got to|(?:must|should|do|have|am|did|was) i (?:still |also |yet )?(?:need to|have to|got to|owe|supposed to|expected to|meant to|send|answer|reply|respond|do|finish|deliver|get|forget|promise)",
  "(?:muss|musste|soll|sollte|schulde|darf) ich|ich~ (?:muss|musste|soll|sollte|schulde)|(?:bin|ware) ich~ (?:schuldig|schulde?n?)|(?:habe?|hatte) ich~ zu ",
  "(?:je|j') ?(?:dois|devrais)|dois-je|devrais-je|(?:faut|faudrait)(?:-il)? que je|il me (?:reste|faut)|me reste|ai-je~ a |j'ai~ a (?:faire|rendre|envoyer|repondre)",
  "(?:le |les )?(?:debo|deberia|tengo que|tendria que|he de|me (?:toca|falta|queda|faltan|quedan))",
  "(?:devo|deveria|tenho (?:de|que)|preciso|preciso de|(?:me falta|falta-me|falta eu|falta-me|resta-me|fiquei de))",
  "(?:moet|zou|dien|hoef|had) ik|ik~ (?:moet|moest|zou moeten)|(?:ben|was) ik~ schuldig",
  "(?:devo|dovrei|dovevo|ho da|mi (?:resta|rimane|tocca|manca|restano|rimangono))",
  "(?:maste|ska|bor|behover|borde) jag|jag~ (?:maste|ska|bor|behover)|(?:ar|var) jag~ skyldig",
]);

/** That it is still so. */
const still = phrases([
  "still|yet|left|remaining|noch|encore|reste|todavia|aun|queda|falta|ainda|falta|nog|ancora|resta|rimane|fortfarande|kvar|annu",
]);

/** What one owes to people: an answer, or something that is sent. */
const toPeople = phrases([
  "reply|replies|respond|answer|answers|response|write back|get back|call back|follow up|send|deliver|submit|hand in|owe",
  "antworten|antwort|antworte|zuruckschreiben|zuruckrufen|beantworten|melden|schicken|senden|abgeben|liefern|schuldig|schulde|reagieren|nachreichen",
  "repondre|reponse|rappeler|relancer|envoyer|rendre|livrer|transmettre",
  "responder|respuesta|contestar|mandar|enviar|entregar",
  "responder|resposta|mandar|enviar|entregar|devolver",
  "antwoorden|antwoord|beantwoorden|reageren|terugschrijven|terugbellen|sturen|versturen|opsturen|inleveren|schuldig",
  "rispondere|risposta|mandare|inviare|consegnare|richiamare",
  "svara|svar|skicka|lamna|leverera|aterkomma|skyldig",
]);

/** Anybody, anything: a thing that is named is asked about, and not for a list. */
const anything = phrases([
  "what|whom|who|which|anyone|anybody|someone|somebody|anything|something|people|everyone|any",
  "was|wem|wen|welche[rsnm]?|jemande?[mn]?|irgendwe[nm]|etwas|irgendwas|auf was|worauf",
  "que|quoi|qui|quels?|quelles?|quelqu'un|quelque|ce|qu'est-ce",
  "que|a quien|quien|quienes|cuales?|alguien|algo|alguna?",
  "que|quem|quais|alguem|algo|alguma?|coisa",
  "wat|wie|welke|iemand|iets|waarop|wat voor",
  "cosa|che|chi|quali|qualcuno|qualcosa|a chi",
  "vad|vem|vilka|nagon|nagot",
]);

/** Who is waited for is the reader. */
const waits = phrases([
  "waiting|waits?|expects?|expecting|chasing|hanging|wartet|warten|wartend|erwartet|erwarten|attend|attendent|attente|espera|esperan|esperando|esperam|aguarda|aguardam|wacht|wachten|verwacht|verwachten|aspetta|aspettano|attende|attendono|vantar|vantas|forvantar",
]);
const ofMe = phrases([
  "(?:on|for|of|from|after) me|chasing me|(?:left|kept|leave|keep)~ hanging|my (?:answer|reply|response|turn|input|court)",
  "auf (?:mich|meine)|von mir|an mich|de (?:moi|ma)|ma (?:reponse|part)|mon retour|apres moi|de mi|mi respuesta|por mi",
  "(?:a|por) (?:minha|mim)(?: espera)?|(?:de|por) mim|minha (?:espera|resposta)|op (?:mij|me|mijn)|van (?:mij|me)|(?:da|su) (?:me|mia)|mia risposta|pa (?:mig|mitt)|fran mig|av mig",
]);

/** What was not done by the reader. */
const undone = phrases([
  "(?:did|have|do|had) i (?:not|never|forget to|forgotten to|yet to|fail to)~ (?:answer|answered|reply|replied|respond|responded|do|done|send|sent|get back|got back)|(?:didn't|haven't|hadn't) i~ (?:answer|answered|reply|replied|respond|responded|send|sent)|i (?:didn't|haven't|never|forgot to|did not|have not)~ (?:answer|answered|reply|replied|respond|responded|do|done|send|sent|get back)",
  "(?:habe?|hab) ich~ (?:nicht|nie|vergessen)~ (?:beantwortet|geantwortet|geschickt|erledigt|antworten|zuruckgeschrieben)|n'ai(?:-je)?~ pas~ (?:repondu|envoye|fait|traite)|no he~ (?:respondido|contestado|enviado|hecho)|nao~ (?:respondi|enviei|fiz|mandei)|(?:heb|had) ik~ (?:niet|nooit)~ (?:beantwoord|geantwoord|gestuurd|gedaan)|non ho~ (?:risposto|inviato|mandato|fatto)|har jag~ (?:inte|glomt)~ (?:svarat|svara|skickat|gjort)",
]);

/** How, when, where or why it is to be done, or which of its kinds: one thing is asked. */
const oneFact =
  /^ (?:(?:and|so|also|und|et|y|e|en|och) )?(?:when|where|how|why|which (?:version|size|one|train|bus|room|way|tool|option|colou?r)|what (?:time|size|version|date|colou?r)|wann|wo|wohin|wie (?:muss|soll|viel|oft|lange)|warum|welche (?:version|grosse)|quand|ou|comment|pourquoi|a quelle heure|cuando|donde|como|por que|a que hora|quando|onde|wanneer|waar|hoe|waarom|dove|come|perche|a che ora|nar|var|hur|varfor) /u;

/** Whether a prompt asks by its grammar what its reader owes: "whom must I still answer?" */
export function asksForObligations(words: string): boolean {
  if (undone.test(words) || waits.test(words) && ofMe.test(words)) return true;
  return obliged.test(words) && anything.test(words) &&
    (still.test(words) || toPeople.test(words)) &&
    !oneFact.test(words);
}
