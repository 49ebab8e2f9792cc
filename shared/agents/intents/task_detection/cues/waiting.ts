/** What asks whom or what a person waits for themselves, in plain words of eight languages. */
import { phrases } from "../../../understanding/plain_words.ts";

const asks = phrases([
  // English
  "(?:am|are|was) (?:i|we)(?: still| currently| now)? (?:waiting|awaiting)|(?:i'm|i am|we're|we are)(?: still)? (?:waiting|awaiting)|do (?:i|we)(?: still)? (?:wait|await)|(?:i|we)(?: still)? await|(?:waiting|wait) (?:for|on) (?:others|other people|someone else|somebody else)|waiting-for(?: list)?",
  "(?:who|what|anyone|anybody|someone|somebody|people)(?: else)?(?: still)? owes? (?:me|us)|(?:who|which of them|anyone|anybody|people)~ (?:hasn't|has not|haven't|have not|didn't|did not|never|has yet to|not yet)~ (?:answer(?:ed)?|repl(?:y|ied)|respond(?:ed)?|got(?:ten)? back|get back|come back)(?: to)? (?:me|us|my)|owed to me",
  "(?:my|our)(?: own| open| unanswered| outstanding| pending)* (?:requests|asks|questions)~ (?:to (?:others|people|everyone|the team)|unanswered|outstanding|still open|without (?:an )?(?:answer|reply))|(?:have|did) i~ (?:asked|ask)(?: for)?~ (?:others|people|someone|anyone|anybody|colleagues|the team)|what (?:have|did) i (?:ask|asked|request|requested)(?: for)?",
  // German
  "(?:warte|wart) ich|ich~ (?:warte|wart)(?= auf | noch |$)|(?:warten|erwarten) wir|wer~ schuldet (?:mir|uns)|(?:wer|niemand|jemand|welche)~ (?:mir|uns)~ (?:nicht|noch nie|nie)~ (?:geantwortet|zuruckgeschrieben|geschrieben|geliefert)|(?:meine|unsere)~ (?:anfragen|fragen|bitten)~ (?:offen|unbeantwortet|an andere)|(?:unbeantworteten?|offenen?) (?:anfragen|fragen|bitten)~ (?:von mir|an andere)|was schuldet man mir|worum habe ich~ gebeten|(?:steht|stehen)~ (?:antwort|antworten|ruckmeldungen?)~ (?:an mich|fur mich) aus",
  // French
  "(?:qu'est-ce que|de qui est-ce que|qui est-ce que|que|quoi|qui)~ (?:j'attends|attends-je|nous attendons|attendons-nous)|j'attends~ (?:quoi|qui|encore|de qui|toujours)|(?:qui|que|qu'est-ce qu'on)~ me (?:doit|doivent)|(?:qui|personne)~ ne m'(?:a|ont)~ (?:pas|jamais)?~ ?(?:repondu|reecrit)|mes (?:demandes|questions)~ (?:sans reponse|en attente|aux autres|a d'autres)|qu'ai-je demande",
  // Spanish
  "(?:estoy|sigo|estamos)~ esperando(?! (?:de mi|por mi) )|(?:que|quien|quienes)~ (?:espero|esperamos)|(?:que|quien|quienes)~ me (?:debe|deben)|(?:quien|quienes|nadie)~ no me (?:ha|han)~ (?:respondido|contestado|escrito)|(?:mis|nuestras) (?:peticiones|preguntas|solicitudes)~ (?:sin respuesta|sin responder|pendientes|a otros)|que (?:he pedido|pedi)",
  // Portuguese
  "(?:estou|estamos|ando)~ (?:a espera(?! de mim)|a esperar|esperando|aguardando|a aguardar)|(?:que|quem)~ (?:espero|aguardo|esperamos)|(?:que|quem)~ me (?:deve|devem)|quem~ nao me (?:respondeu|retornou|escreveu)|nao me~ (?:respondeu|responderam|retornou)|(?:meus|minhas|os meus|as minhas) (?:pedidos|perguntas|solicitacoes)~ (?:sem resposta|pendentes|a outros|por responder)|o que (?:pedi|solicitei)",
  // Dutch
  "(?:wacht|wachten) (?:ik|we|wij)|ik~ wacht|(?:ben|zijn) (?:ik|we|wij)~ (?:aan het wachten|in afwachting)|wie~ (?:is|zijn) (?:mij|me|ons)~ (?:schuldig|verschuldigd)|wie~ (?:heeft|hebben) (?:mij|me|ons)~ (?:nog )?(?:niet|nooit)~ (?:geantwoord|gereageerd|teruggeschreven|geschreven)|wie~ (?:nog )?niet~ (?:geantwoord|gereageerd)|mijn~ (?:verzoeken|vragen)~ (?:zonder antwoord|onbeantwoord|aan anderen|open)|wat heb ik~ gevraagd",
  // Italian
  "(?:sto|stiamo)~ (?:aspettando|attendendo)|(?:cosa|che cosa|che|chi|quali risposte)~ (?:aspetto|attendo|aspettiamo)|(?:cosa|chi)~ mi (?:deve|devono)|chi~ non mi (?:ha|hanno)~ (?:risposto|scritto|richiamato)|non mi (?:ha|hanno)~ risposto|(?:mie|miei|le mie) (?:richieste|domande)~ (?:senza risposta|in attesa|ad altri|aperte)|cosa ho chiesto",
  // Swedish
  "(?:vantar|invantar) (?:jag|vi)|jag~ vantar|(?:vem|vilka|vad)~ (?:ar|star) (?:skyldiga?|i skuld)~ (?:mig|oss)|(?:vem|vilka|ingen)~ (?:har|hade)~ (?:inte|aldrig)~ (?:svarat|aterkommit|hort av sig)(?! av mig)|mina~ (?:forfragningar|fragor|begaranden)~ (?:obesvarade|utan svar|till andra|oppna)|vad har jag~ (?:bett|fragat)",
]);

/** Somebody else waits, or something else is waited for than people: a bus, a table. */
const reverse = phrases([
  "(?:wait|waits|waiting|hanging)~ (?:for|on) (?:me|us|my)|(?:wartet|warten)~ (?:auf (?:mich|uns|meine)|von mir)|(?:m'attend|attend(?:ent)?~ (?:de moi|ma reponse|apres moi))|(?:esta|estan)~ esperando|(?:esta|estao)~ (?:esperando|a espera)~ (?:por mim|de mim|minha)|wacht(?:en)?~ op (?:mij|me|ons|mijn)|(?:aspetta|aspettano|sta aspettando|stanno aspettando)~ (?:me|da me|mia|mie)|vantar~ pa (?:mig|oss|mitt)",
]);

/** "How long must I wait for the bus?": one fact. */
const oneFact =
  /^ (?:how|why|where|when|warum|wieso|wo|wie (?:lange|oft|viel|kann|muss)|wann|pourquoi|comment|ou|quand|por que|como|donde|cuando|porque|onde|quando|waarom|hoe|wanneer|perche|come|dove|varfor|hur|var|nar) /u;

/** Whether a prompt, in plain words, asks what its reader is waiting for: "who owes me an answer?" */
export function asksForWaiting(words: string): boolean {
  return asks.test(words) && !reverse.test(words) && !oneFact.test(words);
}
