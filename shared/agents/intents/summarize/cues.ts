import { asksAhead } from "../../understanding/ahead.ts";
import { asksOpenly } from "../../understanding/open.ts";
import { phrases, plainWords } from "../../understanding/plain_words.ts";

/** What asks for a stretch of time in short, in plain words of eight languages. */
const asks = phrases([
  // English
  "summar(?:y|ies|i[sz]e|i[sz]ed|i[sz]ing|i[sz]ation)|recaps?|recapitulate|digest|overview|rundown|run-down",
  "tl dr|tldr|gist|highlights?|(?:key |main )?take-?aways?|(?:main|key|important) (?:points|things|bits|parts|news)",
  "sum(?: it| this| that| everything| things)? up|short version|in a nutshell|condense|boil down|wrap-?up",
  "catch(?:ing)? (?:me )?up|fill me in|brief me|briefing|(?:quick|short) brief|(?:bring|get|keep) me up to (?:date|speed)|up to speed",
  "update me|(?:run|walk|take) me through|keep me posted|status update|what(?:'?s| is) the (?:status|state) of (?:things|play)",
  "what(?:'?s| has| have| all| else| is)?(?: all| else| been)* happen(?:ed|ing|s)(?! (?:to|for|if|when|with) )",
  "what (?:did|have|might) (?:i|we)~ miss(?:ed)?|(?:have|did) i miss(?:ed)?|i(?:'ve| have)? missed",
  "what(?:'?s| is| was| were| are| has been)(?: the)? (?:new|news|going on|been going on|up|latest|hot|cooking)(?! in (?:version|release|v[0-9]| the))",
  "what(?:'s been| has been| was)? going on|what went on|what(?:'s| is) the (?:latest|news|word)(?! (?:on|about|version|release))",
  "anything (?:new|interesting|important|exciting|noteworthy|notable|relevant|going on|happen(?:ed|ing)?)",
  "any(?: big| important)? (?:news|updates?|developments?)(?! (?:on|about|of|regarding|from the) )",
  "how (?:did|was|has)~ (?:day|week|weekend|morning|afternoon|evening|night|month|sprint)(?: go| gone| been)?",
  "what (?:is|are|was|were|have|has|did)~ (?:talking|chatting|chatted|discussing|discussed|talked|busy|saying|up to|posting)(?! (?:as|about the|about a))",
  "what(?:'s| is| was) (?:being )?(?:said|discussed|talked about)(?! about)|most important (?:things?|points?|messages?|news)",
  "(?:daily|weekly|morning|evening|nightly) (?:report|brief|update|review)|review (?:of )?(?:the|my|this|last|yesterday|today)",
  "(?:comment (?:s'est passee?|etait|a ete)|wie (?:war|lief|verlief)|como (?:fue|ha ido|estuvo|foi|correu)|com'(?:e|era) ?(?:andat[ao]|stat[ao])?|hoe (?:was|ging|verliep)|hur (?:var|gick)) (?:[^ ]{1,8} )?(?:matin(?:ee)?|journee|soiree|nuit|semaine|l'apres-midi|tag|woche|vormittag|nachmittag|morgen|abend|nacht|manana|tarde|noche|dia|semana|manha|noite|mattin[ao]|mattinata|giornata|pomeriggio|serata?|settimana|ochtend|middag|avond|dag|week|dagen|veckan|formiddagen|eftermiddagen|morgonen|kvallen)",
  // German
  "(?:fass|fasse|fassen)~ zusammen|zusammen(?:fassung|fassen|gefasst|zufassen)|fass(?:e)?~ kurz|(?:tages|wochen|monats)?(?:uberblick|ubersicht|ruckblick)|kurzfassung",
  "was(?: alles| so)? (?:habe?|hab) ich(?: alles| so| denn)? (?:verpasst|versaumt)|(?:habe?|hab) ich (?:etwas|was|viel) (?:verpasst|versaumt)|verpasst",
  "was (?:ist|war|gab|gibt)~ (?:passiert|geschehen|los|vorgefallen|gelaufen|neues|neu)(?! mit )|was gibt'?s|was gab'?s|was passiert(?:e)?|was geschah|was lauft|was lief",
  "(?:etwas|irgendwas|irgendetwas|was) (?:neues|wichtiges|interessantes)|neuigkeiten|neuesten? stand|auf (?:den|dem) (?:neuesten|aktuellen) stand|auf dem laufenden",
  "das (?:wichtigste|wesentliche)|wichtigste[n]? (?:punkte|themen|nachrichten|dinge)|was tut sich|was tat sich|worum (?:ging|geht)(?: es)?|woruber wurde~ (?:gesprochen|geredet|diskutiert)",
  "was wurde~ (?:besprochen|diskutiert|geredet|gesprochen)|bring mich|update bitte|kurzes update|gib mir ein update|wie lief (?:der|die|das)",
  // French
  "resum(?:e|er|es|ez|e-moi|ez-moi|e moi)|recap(?:itule|ituler|itulatif|itule-moi)?|synthese|synthetise|apercu|compte(?:-| )rendu|vue d'ensemble|tour d'horizon",
  "qu'?(?: ?est-ce que j'ai|'ai-je| ai-je)~ (?:rate|manque|loupe)|(?:j'ai|ai-je)~ (?:rate|manque|loupe)",
  "quoi de (?:neuf|nouveau)|du (?:nouveau|neuf)|des nouvelles|les nouveautes|(?:les )?nouvelles (?:du|de la|d'|depuis)|quelles sont les (?:nouvelles|nouveautes)",
  "(?:que |qu')?(?:s'est-il|s'est il|est-ce qui s'est|est ce qui s'est|se passe-t-il|se passe|s'est) (?:passe|dit|produit|raconte|dans|sur|en)|(?:ce )?qui s'est (?:passe|dit)|qu'est-ce qui se passe|que se passe",
  "points? (?:cles?|importants?|principaux|essentiels)|l'essentiel|l'important|le plus important|faits marquants|grandes lignes|mets-moi (?:au courant|a jour)|mets moi (?:au courant|a jour)|tiens-moi au courant",
  "de quoi (?:parle-t-on|a-t-on parle|ont-ils parle|parlent-ils|on parle|on a parle|ca parle)|de quoi il a ete question|faire le point|fais le point|fais-moi le point|en bref",
  // Spanish
  "resum(?:e|en|ir|eme|enes|ido|a|ame|iendo)|sintesis|sintetiza|recapitula(?:cion|r)?|repaso|vision general|panorama|vistazo|balance (?:de|del)",
  "que me(?: he| habre| estoy)? (?:perdi|perdido|perdiendo)|me (?:perdi|he perdido) algo|ponme al (?:dia|corriente|tanto)|ponerme al dia|al corriente|actualizame",
  "que (?:hay|hubo|ha habido|tenemos) de (?:nuevo|interesante|importante)|que hay nuevo|algo nuevo|novedades|ultimas noticias|alguna noticia|noticias de(?:sde|l| la| hoy| ayer)",
  "que (?:paso|ha pasado|pasa|sucedio|ocurrio|ha ocurrido|sucede|ocurre|esta pasando|estuvo pasando|esta sucediendo)(?! con )",
  "puntos (?:clave|principales|importantes|destacados)|lo (?:mas )?(?:importante|esencial|destacado|principal|relevante)|lo mas (?:importante|destacado|relevante)",
  "de que (?:se )?(?:hablo|habla|ha hablado|hablaron|hablan|hablamos|esta hablando|estan hablando|trato|va)|que se (?:cuenta|dijo|dice|hablo|ha dicho|comento)(?! (?:de|sobre) )",
  // Portuguese
  "resum(?:o|a|ir|e|ao|ida)|sintese|sintetiza|sumario|recapitul(?:a|e|ar|acao)|visao geral|panorama|balanco (?:de|da|do)|apanhado",
  "que(?: e que)?(?: eu)?(?: ja)? (?:perdi|tenho perdido)|perdi (?:algo|alguma coisa)|me (?:atualize|atualiza|ponha a par|poe a par)|(?:atualize|atualiza|poe|ponha)-me(?: a par)?|a par d[eo]",
  "que (?:ha|houve|temos|tem) de (?:novo|importante|interessante)|(?:algo|alguma coisa|o que e|o que tem) nov[oa]|novidades|ultimas noticias|alguma novidade",
  "que (?:aconteceu|acontece|se passou|se passa|rolou|esta rolando|esta acontecendo|esta a acontecer|anda a acontecer|houve|ocorreu|tem rolado)(?! com )",
  "pontos (?:principais|chave|importantes)|destaques|o (?:mais importante|essencial|principal)|do que (?:se )?(?:falaram|falou|fala|falam|falamos|estao falando|estao a falar)|de que (?:se )?(?:falaram|falou|fala)|que (?:se )?(?:falou|foi dito|disseram|foi discutido)(?! (?:de|sobre) )",
  // Dutch
  "vat~ samen|samen(?:vatting|vatten|gevat|te vatten)|overzicht|terugblik|hoogtepunten|(?:belangrijkste|voornaamste) (?:punten|dingen|zaken|berichten|nieuws)|het belangrijkste|kort(?:e)? (?:gezegd|versie)",
  "(?:heb|heeft) ik~ gemist|wat (?:heb ik|miste ik|ik)~ (?:gemist|miste)|gemist(?: heb)?|praat me bij|bijpraten|breng me op de hoogte|op de hoogte|bijgepraat|update me",
  "wat (?:is|was)(?: er)?~ (?:nieuw|nieuws|gaande|gebeurd|aan de hand|besproken|gezegd)(?! (?:met|over) )|nieuws (?:sinds|van|uit|over (?:vandaag|gisteren))|iets nieuws|nieuwtjes|(?:enig|het laatste) nieuws",
  "wat (?:gebeurt|gebeurde|speelt|speelde|gebeurd)(?: er)?|waar (?:ging|gaat|hadden)~ over|waarover (?:ging|gaat|werd)|waar (?:werd|wordt|is)~ over (?:gesproken|gepraat)",
  // Italian
  "riassu(?:mi|mimi|nto|nti|mere|mendo|mete)|riepilog(?:o|a|ami|are)|sintesi|sintetizza(?:mi)?|panoramica|resoconto|recap|sunto|quadro generale",
  "(?:mi sono|mi ero|che mi sono) pers[oa]|pers[oa] qualcosa|aggiorna(?:mi|menti|mento)|mettimi al corrente|al corrente",
  "(?:cosa|che|c'e|ci sono)~ (?:di nuovo|di bello|di interessante|novita|di importante)|novita|qualcosa di nuovo|ultime notizie|notizie (?:da|di|del)",
  "(?:cos'?e|cosa e|che e|che cosa e|cosa|che cosa|che|quello che e)(?: mai)? (?:successo|accaduto|succede|succedeva|accade|accadde|sta succedendo|sta accadendo|capitato)(?! (?:a|al|alla|con) )",
  "(?:punti|cose|fatti) (?:principali|salienti|chiave|piu importanti|importanti)|l'essenziale|(?:il|le) piu importanti?|di (?:cosa|che cosa|che) (?:si e|si|hanno|avete|stanno) (?:parla|parlato|parlando|discusso|discute)|(?:che|cosa) si (?:dice|e detto|racconta)(?! (?:di|del|della) )",
  // Swedish
  "sammanfatta(?:r|t)?|sammanfattning(?:en)?|oversikt(?:en)?|aterblick|genomgang|(?:viktigaste|frammsta) (?:punkterna|sakerna|nyheterna|meddelandena|handelserna)|det viktigaste|hojdpunkter(?:na)?",
  "vad (?:har|hade|kan) jag~ missat|missat nagot|uppdatera mig|satt mig in i",
  "vad (?:ar|var) (?:nytt|nya|pa gang)|nagot nytt|nyheter|nagra nyheter|vad (?:hande|har hant|hander|skedde|har skett)(?! med )|vad (?:pratades|pratas|diskuterades|diskuteras|snackades)(?: det)?(?: om)?",
]);

/** Where one of those words names a thing, or what happened to one thing is asked. */
const facts = phrases([
  "(?:summary|digest|overview|recap|highlights?|briefing|update) (?:field|page|table|endpoint|button|e-?mails?|slide|slides|document|doc|view|tab|section|api|feature|meeting|color|colour|reel|template|column|function|job|command|node|call)",
  "(?:who|whom|when|where|why|whose) (?:is|are|was|were|wrote|made|sends?|sent|writes|did|does|has|gets?|will|should)~ (?:summary|recap|digest|overview|briefing|rundown|update|takeaways?|highlights)",
  "how (?:do|does|can|much|many|long|should)~ (?:summary|recap|digest|overview|summari[sz]e|briefing|update)",
  "what happen(?:s|ed) (?:if|when|to|with the old)|what(?:'s| is) new in (?:version|release|v ?[0-9]|[0-9])|what(?:'?s| is) up with|(?:my|his|her|the|your|their|a) resumes?|what (?:is|was) the (?:highlight|gist|title|name|date|time|link|price) ",
  "(?:wer|wann|wo|warum|wie viel)~ (?:zusammenfassung|uberblick|ubersicht)",
  "(?:qui|quand|ou|pourquoi)~ (?:resume|recap|synthese)|(?:quien|cuando|donde|por que)~ resumen|(?:quem|quando|onde|por que)~ resumo",
  "(?:chi|quando|dove|perche)~ (?:riassunto|riepilogo)|(?:wie|wanneer|waar|waarom) (?:heeft|is|staat|schreef)~ (?:samenvatting|overzicht)",
]);

const first =
  /^ (?:(?:please|can you|could you|bitte|hey|ok) )?(?:summar|recap|overview|digest|tl|fass|zusammenf|resum|samenvat|vat |riassu|riepilog|sammanfat)/u;

/** How sure the words of a prompt are that it wants a stretch of time in short, 0 to 1. */
export function claimSummary(prompt: string): number {
  const words = plainWords(prompt);
  if (facts.test(words) || asksAhead(prompt)) return 0;
  if (!asks.test(words)) return asksOpenly(prompt) ? 0.81 : 0;
  return first.test(words) ? 0.92 : 0.85;
}
