import { asksAhead } from "../../understanding/ahead.ts";
import { phrases, plainWords } from "../../understanding/plain_words.ts";

const en = "meetings?|appointments?|calls?|events?|bookings?|interviews?";
const de = "termine?n?|meetings?|besprechung(?:en)?|verabredung(?:en)?|anrufe?";
const fr = "reunions?|rendez-vous|rdv|rendezvous|meetings?|appels?";
const es = "reuniones|reunion|citas?|eventos?|llamadas?|compromisos";
const pt = "reunioes|reuniao|compromissos?|eventos?|chamadas?|marcacoes";
const nl = "afspra(?:ak|ken)|vergadering(?:en)?|meetings?|overleg(?:gen)?";
const it = "riunion[ei]|appuntament[oi]|incontr[oi]|meeting|impegn[oi]|call";
const sv = "mote(?:n|t)?|bokning(?:ar)?|moten";

/** What asks a calendar, in plain words of eight languages. */
const asks = phrases([
  // English
  `(?:when|what|which|where|how long)(?:'?s| is| are)?(?: time is| day is)? (?:my|our|the) (?:very )?(?:next|first|last|upcoming) (?:${en})`,
  `(?:my|our|any|the|all)? ?(?:next|upcoming|first|today's|tomorrow's|this week's) (?:${en})(?! (?:of|about|with|notes|summary) )`,
  `(?:what|which|how many|any) (?:[^ ]{1,20} )?(?:${en}) (?:do|did|are|have|will|am|is|on|today|tomorrow|this|next)|(?:do|did|have|will) (?:i|we)(?: have| got)?(?: any| a| an| some| many| lots of)?(?: [^ ]{1,20})? (?:${en})`,
  `(?:am|are|was|will) (?:i|we)(?: be)? (?:free|busy|available|booked|double-?booked|double booked|occupied|in a meeting)|when (?:am|are|could|can|will) (?:i|we)(?: be)? (?:free|available|busy|meet)`,
  "(?:free|open|available) (?:slots?|time|hours?|half hour|gaps?|blocks?|windows?|spots?)|(?:any|a|find|the next|first|have|is there) (?:free |open )?(?:gaps?|slots?|openings?)|(?:do|have) (?:i|we)(?: have| got)? (?:any |some )?(?:time|room)(?: [^ ]{1,20})? (?:for|on|at|today|tomorrow|this|next|between|after|before|monday|tuesday|wednesday|thursday|friday|saturday|sunday|\\?)|do i have~ free",
  "(?:on|in|at|from|to|of|check|show|see|open|what's|what does|how does|is|fill)(?: me)? (?:my|our|the) (?:calendar|schedule|agenda|diary|timetable)|(?:my|our) (?:calendar|schedule|agenda|diary|timetable|appointments|meetings|bookings|day look|week look)|(?:what|how)~ (?:day|week|morning|afternoon|evening|weekend|today|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday) (?:looks?|look like|shaping up)",
  "(?:double-?booked|double booked|schedul(?:e|ing) (?:clash(?:es)?|conflicts?)|calendar (?:clash(?:es)?|conflicts?))|(?:anything|what|which|do|does|are|is there|any)~ (?:clash(?:es|ing)?|conflict(?:s|ing)?|overlap(?:s|ping)?)",
  "what(?:'s| is)(?: [^ ]{1,10})? on (?:today|tomorrow|tonight|this|next|on|for|monday|tuesday|wednesday|thursday|friday|saturday|sunday|the [0-9]{1,2})|what(?:'s| is| comes)(?: up)? next(?= \\?| $| today| tomorrow| in my| on my)|what do i have(?: on| planned| scheduled| coming up)? (?:today|tomorrow|tonight|this|next|on|at|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?:got|have) (?:i )?(?:anything|something)(?: planned| scheduled| on)? (?:today|tomorrow|tonight|this|next|on|at|for|monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
  "how (?:full|busy|packed|booked|free|crammed)~ (?:my|our|i|we|today|tomorrow)|what(?:'s| is) coming up|what (?:time|day|hour)~ (?:my|our) (?:[^ ]{1,20} )?(?:meeting|appointment|call|interview)|where do i (?:need|have) to be",
  // German
  `(?:wann|was|wo|wie lange)~ (?:mein(?:e|en|er)?|unser(?:e|en)?|der|die|das|den) (?:nachste[rsn]?|erste[rsn]?|letzte[rsn]?) (?:${de})|nachste[rsn]? (?:${de})|(?:meine[nr]?|unsere|alle|welche|keine|wie viele|heutigen|morgigen|habe ich|hab ich|stehen)~ (?:${de})`,
  "(?:bin|sind|ware|habe|hab|haben)~ (?:ich|wir)~ (?:frei|zeit|verfugbar|verplant|belegt|beschaftigt|einen termin|luft)|wann (?:habe|hab|bin|hatte|haben|sind|ware|kann) (?:ich|wir)~ (?:zeit|frei|luft|eine lucke|treffen)|freie[nrs]? (?:zeit|zeiten|termine?|slots?|lucken?|stunden?|zeitfenster)",
  "(?:kalender|terminkalender|terminplan|stundenplan)|(?:termin|kalender)(?:konflikte?|uberschneidung(?:en)?|kollision(?:en)?)|(?:was|welche|gibt|ist|sind)~ (?:uberschneid(?:en|et|ungen)|kollidier(?:en|t)|doppelt (?:belegt|gebucht|verplant))|doppelt (?:gebucht|verplant|belegt)",
  "was (?:steht|ist|habe ich|hab ich) (?:am|heute|morgen|ubermorgen|diese|nachste|kommende)~ (?:an|vor|los|geplant|auf dem programm)(?= \\?| $)|wie (?:voll|sieht)~ (?:mein|meine|der|die)~ (?:tag|woche|kalender|morgen|montag|dienstag|mittwoch|donnerstag|freitag|aus)|was kommt als nachstes",
  // French
  `(?:mon|ma|mes|notre|nos|le|la|quel est le|quelle est la) (?:prochaine?s?|premiere?s?|derniere?s?) (?:${fr})|prochaine?s? (?:${fr})|(?:quels?|quelles?|combien de|mes|j'ai|ai-je|a-t-on|avons-nous|est-ce que j'ai)~ (?:${fr})`,
  "(?:suis-je|je suis|est-ce que je suis|serai-je|sommes-nous|quand suis-je|quand est-ce que je suis)~ (?:libres?|disponibles?|dispo|occupee?|pris)|(?:un |des |quels? |mes )?(?:creneaux?|trous?|plages?)(?: horaires?)? (?:libres?|disponibles?|dans|demain|cette|pour|jeudi|lundi|mardi|mercredi|vendredi)|temps libre|(?:ai-je|j'ai|est-ce que j'ai) (?:du temps|le temps|un moment|un creneau|un trou)",
  "(?:mon|l'|dans l'|dans mon|notre) ?(?:agenda|calendrier|planning|emploi du temps)|(?:conflits?|chevauchements?)~ (?:agenda|calendrier|reunions|rendez-vous|horaires?)|(?:se )?chevauch(?:e|ent)|conflits? d'(?:agenda|horaires?)",
  "qu'(?:ai-je|est-ce que j'ai) (?:de prevu|prevu|aujourd'hui|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|cette|ce)|(?:qu'est-ce qu'il y a|qu'y a-t-il|quoi)~ (?:au programme|de prevu)|a quoi ressemble (?:ma|mon) (?:journee|semaine|lundi|mardi|mercredi|jeudi|vendredi)",
  // Spanish
  `(?:mi|mis|la|el|nuestra|cual es la|cuando es (?:mi|la)) (?:proxim[oa]s?|primer[oa]?s?|siguientes?|ultim[oa]s?) (?:${es})|proxim[oa]s? (?:${es})|(?:que|cuantas|cuantos|mis|tengo|tenemos|hay|alguna|algunas)(?: [^ ]{1,15}){0,2} (?:${es})(?! (?:con mi|sobre) )`,
  "(?:estoy|estare|estamos|cuando estoy|cuando estare)~ (?:libres?|disponibles?|ocupad[oa]s?)|(?:huecos?|horas?|ratos?|tiempo) libres?|(?:tengo|hay|tendre)~ (?:un hueco|huecos|tiempo para|tiempo el|tiempo libre|algun hueco)|cuando (?:tengo|puedo)~ (?:tiempo|hueco|reunirme|quedar)",
  "(?:mi|el|la|en mi|en el|en la) (?:calendario|agenda|horario)|(?:reuniones|citas|calendario|agenda|horario)~ (?:solapan?|coinciden|chocan)|(?:se )?solapan|conflictos? de (?:horarios?|agenda|calendario)|conflictos? en mi (?:agenda|calendario)",
  "que (?:tengo|hay|tenemos)(?: previsto| programado| planeado)? (?:para |el |esta |este )?(?:hoy|manana|lunes|martes|miercoles|jueves|viernes|sabado|domingo|semana|tarde)(?= \\?| $| por)|como (?:tengo|esta|se ve|pinta) (?:mi|la|el) (?:dia|semana|manana|lunes|martes|miercoles|jueves|viernes)",
  // Portuguese
  `(?:minha|meu|minhas|meus|a|o|qual e (?:a minha|o meu)|nossa) (?:proxim[oa]s?|primeir[oa]s?|ultim[oa]s?) (?:${pt})|proxim[oa]s? (?:${pt})|(?:que|quantas|quantos|quais|minhas|meus|tenho|temos|ha|alguma|algum)(?: [^ ]{1,15}){0,2} (?:${pt})`,
  "(?:estou|estarei|estamos|quando estou|quando estarei)~ (?:livres?|disponive(?:l|is)|ocupad[oa]s?)|(?:horarios?|horas?|tempos?|vagas?) livres?|(?:tenho|ha|terei)~ (?:um horario|uma vaga|tempo para|tempo livre|tempo na|vagas?)|quando (?:tenho|posso)~ (?:tempo|reunir|vaga)",
  "(?:minha|na minha|na|da minha|a minha|meu|no meu|o meu) (?:agenda|calendario|horario)|(?:reunioes|compromissos|agenda|calendario|horarios)~ (?:sobrepoem|coincidem|chocam|batem)|(?:se )?sobrepoem(?:-se)?|conflitos? (?:de|na|no) (?:minha )?(?:horarios?|agenda|calendario)",
  "(?:o )?que (?:tenho|ha|temos)(?: marcado| previsto| planeado)? (?:para |na |no )?(?:hoje|amanha|segunda|terca|quarta|quinta|sexta|sabado|domingo)(?= \\?| $| a)|como (?:esta|e|vai ser|fica) (?:a minha|o meu|minha|meu) (?:dia|semana|agenda|segunda|terca|quarta|quinta|sexta)",
  // Dutch
  `(?:mijn|onze|de|het) (?:volgende|eerste|eerstvolgende|laatste) (?:${nl})|(?:volgende|eerstvolgende) (?:${nl})|(?:welke|hoeveel|mijn|heb ik|hebben we|al mijn|geen)(?: [^ ]{1,15}){0,2} (?:${nl})`,
  "(?:ben|zijn|was) (?:ik|we|wij)~ (?:vrij|beschikbaar|bezet|druk|vol)(?! (?:van|met) )|wanneer (?:ben|heb|zijn|kan) (?:ik|we)~ (?:vrij|tijd|beschikbaar|ruimte|een gaatje|afspreken)|vrije (?:tijd|uren|momenten|plekken|slots?)|(?:heb ik|is er)~ (?:tijd voor|een gaatje|ruimte|nog tijd)",
  "(?:mijn|de|in mijn|onze) (?:agenda|kalender|rooster|planning)(?! (?:van|voor) de )|(?:afspraken|vergaderingen|agenda|meetings)~ (?:overlappen|botsen|conflicteren)|(?:wat|welke|overlapt|overlappen|botst)~ (?:overlapt|overlappen|botst|botsen)|dubbel geboekt|agendaconflict(?:en)?",
  "wat (?:heb ik|staat er|is er)(?: er)? (?:vandaag|morgen|overmorgen|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|deze|volgende)~ (?:gepland|op het programma|in de agenda)|hoe (?:vol|druk|ziet)~ (?:mijn|de) (?:dag|week|agenda|maandag|dinsdag|woensdag|donderdag|vrijdag)",
  // Italian
  `(?:mi[ao]|miei|mie|il|la|i|le|nostr[ao]) (?:prossim[oaie]|prim[oaie]|ultim[oaie]) (?:${it})|prossim[oaie] (?:${it})|(?:che|quali|quante|quanti|miei|mie|ho|abbiamo|ci sono|qualche)(?: [^ ]{1,15}){0,2} (?:${it})(?! (?:di|su) )`,
  "(?:sono|saro|siamo|quando sono|quando saro)~ (?:liber[oaie]|disponibil[ei]|occupat[oaie])|(?:tempo|ore|orari|slot|buchi|spazi) liber[oi]|(?:ho|avro|c'e)~ (?:un buco|tempo per|tempo libero|uno spazio|un momento)|quando (?:ho|posso|avrei)~ (?:tempo|un buco|incontrare|vedermi)",
  "(?:mi[ao] |il |in |nel |sul |la |nella |nel mio |sul mio |nella mia )(?:calendario|agenda|programma)(?! di )|(?:riunioni|appuntamenti|impegni|calendario)~ (?:sovrappongono|accavallano|coincidono)|(?:si )?sovrappongono|sovrapposizion[ei]|conflitti (?:di|in|nel) (?:agenda|calendario|orario)",
  "(?:cosa|che cosa|che) (?:ho|c'e|abbiamo)(?: in programma| previsto)? (?:per |in programma )?(?:oggi|domani|dopodomani|lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica)(?= \\?| $)|com'?e (?:la mia|il mio|messa la mia) (?:giornata|settimana|domani|lunedi|martedi)",
  // Swedish
  `(?:mitt|min|mina|vart|nar ar|det|forsta)~ (?:nasta|forsta|sista) (?:${sv})|nasta (?:${sv})|(?:vilka|hur manga|mina|har jag|har vi|nagra|nagot)(?: [^ ]{1,15}){0,2} (?:${sv})(?! (?:om|med) )`,
  "(?:ar|var|nar ar|blir) (?:jag|vi)~ (?:ledig(?:a|t)?|tillganglig(?:a)?|upptagen|upptagna|bokad)|nar (?:har|kan) (?:jag|vi)~ (?:tid|lucka|traffas|ledigt)|lediga? (?:tider?|luckor|stunder?)|(?:har jag|finns det)~ (?:tid for|en lucka|ledigt)",
  "(?:min|i min|i|pa) (?:kalender(?:n)?|almanacka(?:n)?|agenda)|kalender(?:n)?|(?:moten|kalendern|bokningar)~ (?:krockar|overlappar)|(?:krockar|krockade|dubbelbokad(?:e)?|overlappar)",
  "vad (?:har|hander|star)(?: jag| vi)? (?:idag|imorgon|i morgon|pa mandag|pa tisdag|pa onsdag|pa torsdag|pa fredag)(?: inbokat| planerat| pa schemat)?(?= \\?| $)|hur ser (?:min|mitt) (?:dag|vecka|schema) ut|hur (?:full|fullbokad)~ (?:min|mitt)",
]);

/** A fact of one meeting, or what was said in it, is for the search. */
const facts = phrases([
  "(?:who|whom|why|whose) [^ ]{1,20}|(?:decided|discussed|said|agreed|talked|notes?|minutes|outcome|decisions?)~ (?:meeting|call|standup|appointment)|(?:meeting|call)~ (?:about|notes|minutes|recording|link|decide|decided)",
  "(?:wer|wen|wem|warum)|(?:beschlossen|besprochen|protokoll)~ (?:meeting|besprechung|termin)|(?:qui|pourquoi)|(?:quien(?:es)?|por que)|(?:quem|porque)|(?:wie|waarom) (?:is|heeft|zit|komt|was)|(?:chi|perche)|(?:vem|varfor)",
]);

/** What begins so wants a calendar changed, which nobody here does. */
const changes =
  /^ (?:(?:please|can you|could you|bitte|kannst du|peux-tu|por favor|puedes|pode|podes|kun je|puoi|kan du) )*(?:cancel|move|reschedule|postpone|book|schedule|add|create|set up|delete|remove|accept|decline|arrange|block|sag|verschieb[^ ]*|losch[^ ]*|buch[^ ]*|trag[^ ]*|annule[^ ]*|deplace[^ ]*|ajoute[^ ]*|supprime[^ ]*|cancela[^ ]*|anula|mueve|anade|agrega|cancele|move|mova|adiciona|agende|annuleer|verplaats|verzet|voeg|zeg|annulla|sposta|aggiungi|cancella|disdici|avboka|flytta|lagg till|boka) /u;

/** How sure the words of a prompt are that it asks a calendar, 0 to 1. */
export function claimCalendar(prompt: string): number {
  const words = plainWords(prompt);
  if (changes.test(words)) return 0;
  return asks.test(words) && !facts.test(words) || asksAhead(prompt) ? 0.93 : 0;
}
