/** Prompts that name no topic: what they want is whatever there is. */
import { phrases, plainWords } from "./plain_words.ts";
import { isPlaced, topicWords } from "./topic.ts";

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** Words for what there is and that it happens: they name no topic, and ask for news. */
const news = set(
  // English
  "new news latest update updates updated happen happens happened happening going missed miss gossip tea scoop word buzz headlines headline " +
    "highlights cooking brewing changed moved loop developments activity events up cooked shaping " +
    // German
    "neu neue neues neuigkeiten news passiert geschehen los verpasst lief laufen gelaufen ging abging ab tat getan gewesen besprochen " +
    "geredet gesprochen diskutiert stand schlagzeilen geandert infos info " +
    // French
    "neuf nouveau nouvelles nouveautes nouveaute passe passee passees rate manque loupe bouge dit raconte arrive topo recap point infos actualites actu " +
    // Spanish
    "nuevo nueva nuevas novedad novedades noticias noticia paso pasado pasa sucedio ocurrio perdi perdido onda cambio hablo hablado resumen cuenta " +
    // Portuguese
    "novo nova novas novidade novidades noticias aconteceu acontecendo passou rolou rolando perdi mudou falou falado resumo " +
    // Dutch
    "nieuw nieuws nieuwe nieuwtjes gebeurd gebeurde gebeurt gaande gemist besproken gezegd speelde speelt veranderd hoofdpunten " +
    // Italian
    "nuovo nuova novita notizie successo accaduto succede succedendo perso cambiato detto discusso parlato dice andata andato andate punto " +
    // Swedish
    "nytt nya nyheter nyhet hant hande hander missat andrats pagar sagts diskuterats",
);

/** What people call what they want to be told, how it was and how much of it: it says nothing of what. */
const general = set(
  "good interesting important importance relevant notable noteworthy big exciting worth knowing know known stuff things thing " +
    "world loop short gist picture story back came come stand stands standing bits points point main key lowdown talk talking talked " +
    "discussed said being gone team teams people folks everyone everybody others work day week month quick brief briefly nutshell kinda " +
    "catch bring fill run walk talk take put keep tell give show let drop hit couple rest whole entire busy quiet recount away interest me " +
    "wichtig wichtige wichtiges wichtigste wichtigsten interessant interessantes spannend spannendes dinge sachen kurz knapp rest leute team heutige gestrige " +
    "erzahl erzahle sag sage hol bring zeig gib geh berichte abgeholt stellen hauptpunkte wesentliche ganze runde allem " +
    "important importante interessant essentiel choses truc trucs petit petite rapide monde equipe gens journee matinee soiree raconte racontez dis fais tiens mets donne marquants gros quoi interessante " +
    "importante interesante interesantes importantes cosas gente equipo rapido rapida breve dia cuentame cuenta dime ponme pon hazme dame haz quiero saber general tal fue " +
    "interessante importantes coisas pessoal pessoas equipe equipa galera rapido breve conta conta-me conte poe diz diga da foi pessoal anda andam " +
    "belangrijk belangrijks interessant interessants dingen zaken mensen team kort korte vertel praat geef zeg breng laat bij verliep verlopen geweest " +
    "importante interessante bello cose gente squadra breve veloce giornata settimana mattinata racconta raccontami dimmi dammi fammi aggiornami mettimi situazione generale stata " +
    "viktigt intressant viktiga saker folk teamet kort snabbt beratta ge sag visa varit gatt kortfattat",
);

/** What asks openly, or for to be told. */
const opens = phrases([
  "what|whats|what's|anything|something|how|where do (?:we|things)|bring me|fill me|tell me|talk me|walk me|run me|take me|catch me|keep me|let me know|just the|gimme|give me|show me|any|drop me|hit me|so what",
  "was|wie|irgendwas|etwas|gibt|gibts|gibt's|erzahle?|sag(?:e)? mir|hole? mich|bringe? mich|zeige?|gib mir|berichte|kurz",
  "quoi|que|qu'est-ce|qu'y|qu'a-t-on|du|de|des|raconte(?:-moi|z)?|dis-moi|fais-moi|mets-moi|tiens-moi|donne-moi|tu peux|c'est|il|rien",
  "que|algo|alguna|como|cuentame|cuenta|dime|ponme|hazme|dame|hay|novedades|de que",
  "o que|que|algo|alguma|como|conta-me|conta|conte|me|poe-me|diz-me|da|ha|novidades|tem",
  "wat|iets|hoe|nog|is er|vertel|praat|geef|zeg|breng|waar|enig",
  "cosa|che|qualcosa|come|com'e|novita|racconta|raccontami|dimmi|dammi|fammi|aggiornami|mettimi|di cosa|ci sono|c'e",
  "vad|nagot|hur|beratta|ge mig|sag|visa|finns|har det|nyheter",
]);
/** Whom, when, where, how much or which is asked for is one thing. */
const oneThing = phrases([
  "who|whom|whose|when|why|where(?! do (?:we|things))|which|how (?:much|many|long|old|far|big|often|do|does|can)|what (?:time|day|date|size|color|colour|kind|name|floor|number|is it|for)|what's for|weather|am i|are you",
  "wer|wem|wen|wann|warum|wieso|wo|wohin|welche[rsnm]?|wie (?:viel|viele|lange|alt|weit|teuer|oft|heisst|spat|geht es dir|geht's dir)",
  "qui (?!s'est )|quand|pourquoi|ou est|quel(?:le)?s?|combien|comment (?:on|faire|s'appelle)|a quelle heure",
  "quien(?:es)?|cuando|por que|donde|cual(?:es)?|cuant[oa]s?|a que hora|como (?:se|hago|estas)",
  "quem|quando|porque|por que|onde|qual|quais|quant[oa]s?|a que horas|como (?:se|faco|estas)",
  "wie (?!war|lief|ging|sieht|steht|stehen|ist )|wanneer|waarom|waar (?:is|zijn|ligt|staat)|welke?|hoeveel|hoe (?:laat|lang|oud|ver|duur|heet|gaat het)",
  "chi|quando|perche|dove|quale|quali|quant[oaie]|a che ora|come (?:si|stai|faccio)",
  "vem|vems|nar|varfor|var (?:ar|ligger)|vilken|vilket|vilka|hur (?:mycket|manga|lange|gammal|mar)",
]);

/** Who says so was not there. */
const away = phrases([
  "(?:i was|i've been|i have been|i am|i'm|been|just got|just|was)~ (?:away|out|off|offline|back|gone|asleep|sick|ill|travelling|traveling|afk|on (?:a )?(?:plane|train|holiday|vacation|leave|break|the road)|in (?:meetings|transit))",
  "(?:war|bin|komme|komm|gerade)~ (?:weg|zuruck|wieder da|nicht da|unterwegs|offline|krank|im urlaub|aus dem urlaub|abwesend)",
  "(?:je rentre|je reviens|j'etais|je suis|de retour|j'ai ete)~ (?:vacances|absente?|partie?|malade|conge|conges|retour|deplacement|voyage|deconnectee?)|de retour",
  "(?:estuve|he estado|estaba|vuelvo|acabo de|vengo|estoy)~ (?:fuera|ausente|vacaciones|volver|vuelta|viaje|enferm[oa]|desconectad[oa])|de vuelta",
  "(?:estive|estava|voltei|acabei de|acabo de|cheguei|estou)~ (?:fora|ausente|ferias|voltar|volta|viagem|doente|offline)|de volta",
  "(?:ik was|ik ben|ben net|net|was)~ (?:weg|terug|vrij|ziek|vakantie|afwezig|offline|onderweg)",
  "(?:sono|ero|torno|rientro|sono stat[oa])~ (?:via|fuori|ferie|vacanza|assente|malat[oa]|tornat[oa]|viaggio|rientrat[oa])",
  "(?:jag|har|var|precis)~ (?:borta|tillbaka|ledig|semester|sjuk|bortrest|offline)",
]);

/** Whether a prompt asks for what there is without saying of what: "anything good in #dev since lunch?" */
export function asksOpenly(prompt: string): boolean {
  const words = plainWords(prompt);
  if (oneThing.test(words)) return false;
  const left = topicWords(prompt);
  if (away.test(words) && left.length <= mostBesideAway) return true;
  if (!opens.test(words)) return false;
  const asksNews = words.trim().split(" ").some((word) => news.has(word));
  return (asksNews || isPlaced(prompt)) && left.every(namesNothing);
}

/** Whether a word says only that there is something, and nothing of what. */
export function namesNothing(word: string): boolean {
  return news.has(word) || general.has(word);
}

/** Whether a prompt opens as one that wants to be told what there is, and not one thing of it. */
export function opensSo(prompt: string): boolean {
  const words = plainWords(prompt);
  return opens.test(words) && !oneThing.test(words);
}

/** Words of those who say that and where they were away, besides what they want. */
const mostBesideAway = 8;
