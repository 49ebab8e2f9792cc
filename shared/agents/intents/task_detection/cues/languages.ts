/**
 * What asks for one's tasks in seven languages, in plain words (without accents). What a person has
 * to do themselves is meant; "which version do I have to install" is a question.
 */
export const german = [
  "(?:was|worum|um was|woran)(?: alles)? (?:muss|soll|sollte|habe?|hab|musste) ich(?! (?:wissen|beachten|zahlen|mitbringen|uber) )~ (?:tun|machen|erledigen|beantworten|vorbereiten|schicken|senden|fertig|abgeben|liefern|kummern|arbeiten|abschliessen|bearbeiten|antworten|zu tun|noch|heute|morgen|bis)",
  "(?:was|worum) (?:muss|soll|sollte) ich(?: mich)?(?: noch| heute| morgen| alles| denn| zuerst| als nachstes)*(?: kummern| tun| machen| erledigen| \\?| $)",
  "(?:welche|auf welche)(?: \\S{1,20})? (?:e-?mails?|mails|nachrichten|anfragen|fragen|aufgaben|dinge|sachen)~ (?:muss|soll|sollte|habe) ich",
  "(?:meine[rn]?|offene[nr]?|neue[nr]?|alle|die|welche|keine)(?: \\S{1,20})? (?:aufgaben?|to-?dos?|pflichten|fristen|deadlines|prioritaten|zusagen)|aufgaben(?:liste)?|(?:todo|to-do)-?liste|to-?dos",
  "wart(?:et|en)~ (?:auf (?:mich|meine)|von mir)|(?:antwort|ruckmeldung|reaktion)~ von mir|(?:schulde|schulden) ich|(?:von|fur) mich (?:offen|zu)",
  "(?:von mir|mich|mir)~ (?:verlangt|erwartet|gewollt|gebraucht|gefordert|gebeten|aufgetragen|zugewiesen|gewunscht|erbeten|benotigt)|(?:verlangt|erwartet|will|braucht|mochte|wollen|brauchen|erwarten|wollte|wunscht)~ (?:von mir|mir)",
  "(?:etwas|was|irgendwas|nichts) (?:dringendes|dringend|eiliges|falliges|offenes)|(?:was|ist etwas|gibt es etwas)~ (?:dringend|eilig)|was (?:ist|wird|sind)~ (?:fallig|uberfallig|offen|unerledigt|liegengeblieben)|uberfallig(?:e[snr]?)?",
  "was (?:steht|liegt|bleibt)~ (?:an|offen|zu tun|ubrig|zu erledigen)|zu (?:erledigen|tun|beantworten)|handlungsbedarf|(?:vergessen|versaumt) zu (?:beantworten|antworten|erledigen|schicken)|unbeantwortet(?:e[snr]?)?",
  "welche (?:fristen|termine|abgaben|deadlines) habe ich|was soll ich (?:fur|mit|bis|als)|(?:ich|habe ich)~ (?:versprochen|zugesagt)|um etwas gebeten|meine agenda abarbeiten",
];

export const french = [
  "(?:que|qu'est-ce que|ce que|qu'ai-je|qu'est ce que)~ (?:je dois|dois-je|j'ai a|ai-je a|il me faut|faut-il que je|me reste-t-il)(?: encore)?(?: a)? (?!savoir |payer |apporter )",
  "(?:que|quoi|qu'est-ce qu'il) (?:me )?(?:reste-t-il|reste)~ (?:a (?:faire|terminer|finir|traiter)|faire)|(?:choses|trucs|points|actions) a (?:faire|mener|traiter|finir)|a faire",
  "(?:quels?|quelles?|a quels?|a quelles?)(?: \\S{1,20})? (?:e-?mails?|mails|messages|courriels|demandes|questions|taches|choses)~ (?:dois-je|je dois|faut-il que je|attendent|demandent|necessitent|sont sans|restent)",
  "(?:mes|les|toutes les|des|nouvelles) (?:taches|to-?dos?|echeances|priorites|engagements|obligations|actions|relances|choses a faire)|taches|echeances|to-?dos",
  "(?:qui|quelqu'un|on|personne|que)~ m'attend(?:ent)?|(?:attend|attendent|attendant)~ (?:de moi|de ma part|ma reponse|mon retour|mes)|qu'attend-on de moi|(?:attendu|demande|exige|requis) de (?:moi|ma part)|(?:reponse|retour|action)~ de ma part",
  "m'a(?:-t-on|-t-il|-t-elle)?~ demande|(?:me|m')(?: ?)(?:demande|reclame|a demande|ont demande)|(?:dois-je|je dois) (?:une |encore )?(?:reponse|repondre|relancer|envoyer|faire|terminer|rendre|preparer|m'occuper)|de quoi dois-je",
  "(?:quelque chose|rien|quoi|qu'y a-t-il|y a-t-il|choses?|c'est quoi|qu'est-ce qui est)~ (?:d'urgent|urgent|urgents|urgence|en retard|presse)|en retard|(?:oublie de|omis de) (?:repondre|faire|envoyer|traiter)|sans reponse|en souffrance",
  "(?:que dois-je|qu'est-ce que je dois) (?:faire|envoyer|preparer|terminer|rendre|traiter|repondre|finir|livrer|relancer)|(?:qu'est-ce qui|que) (?:est|doit etre)~ (?:a rendre|du pour|rendu|fait|termine)|j'ai promis|ai-je promis",
];

export const spanish = [
  "que (?:tengo que|debo|deberia|tendria que|me toca|me falta|me queda|hay que|he de)(?: \\S{1,12})? (?!instalar |saber |comprar |pagar |llevar |usar )(?:hacer|por|responder|contestar|enviar|terminar|preparar|entregar|atender|mandar|resolver|acabar|revisar|hoy|manana)",
  "(?:que|cuales|a que|cuantos|cuantas)(?: \\S{1,20})? (?:correos|mensajes|e-?mails?|mails|solicitudes|peticiones|preguntas|tareas|cosas)~ (?:debo|tengo que|deberia|requieren|necesitan|esperan|me faltan|faltan|estan sin)",
  "(?:mis|las|tengo|nuevas|todas las|hay|que) (?:tareas|pendientes|to-?dos?|plazos|prioridades|compromisos|obligaciones|vencimientos|fechas limite)|tareas|pendientes?|(?:lista|cosas) (?:de (?:cosas|tareas|pendientes)|por hacer)|por hacer",
  "(?:quien|quienes|alguien)~ me (?:esta |estan )?(?:espera|esperan|esperando|aguarda)|(?:espera|esperan|esperando|aguarda)~ (?:de mi|mi respuesta|respuesta mia|mia|mio|que (?:yo|responda|haga|conteste|envie))|(?:espera|exige|requiere|necesita|necesitan|quiere|quieren|piden|pide)~ de mi|se espera de mi|(?:le |les )?debo (?:una |alguna )?(?:respuesta|contestar|responder)",
  "me (?:pidio|pidieron|ha pedido|han pedido|pide|piden|encargo|encargaron|solicito|solicitaron|asigno|asignaron|toca|mando)|(?:pedido|solicitado|asignado|encargado) a mi",
  "(?:algo|que|alguna cosa|hay|es|cosas)~ urgentes?|(?:que|algo|esta|estan)~ (?:atrasad[oa]s?|vencid[oa]s?|retrasad[oa]s?)|que vence|vence[n]? (?:hoy|manana|esta|el|la)(?! factura)|(?:olvide|olvidado|olvido) (?:de )?(?:contestar|responder|hacer|enviar)|sin (?:responder|contestar)",
  "(?:prometi|he prometido|me comprometi)|requiere[n]? (?:mi |una |alguna )?(?:accion|atencion|respuesta)|necesita[n]? (?:mi |una )?(?:accion|atencion|respuesta)|en que (?:debo|tengo que) (?:trabajar|enfocarme)|plazos tengo",
];

export const portuguese = [
  "que(?: e que)?(?: eu)?(?: ainda)? (?:preciso|tenho(?: de| que)?|devo|deveria|me falta|falta|ha para|tem para|tenho para)(?: de| eu| ainda)? (?!instalar |saber |comprar |pagar |levar |usar )(?:fazer|responder|terminar|enviar|entregar|preparar|acabar|resolver|mandar|concluir|tratar|hoje|amanha|por)",
  "(?:quais|que|a que|a quais|quantos)(?: \\S{1,20})? (?:e-?mails?|mails|mensagens|pedidos|perguntas|tarefas|coisas|emails)~ (?:devo|preciso|tenho de|tenho que|exigem|precisam|aguardam|esperam|faltam|estao sem)",
  "(?:minhas|meus|as|tenho|novas|todas as|os|que) (?:tarefas|pendencias|to-?dos?|prazos|prioridades|compromissos|afazeres)|tarefas|pendencias?|pendentes?|(?:lista|coisas) (?:de (?:coisas|tarefas|afazeres)|a fazer|por fazer|para fazer)|a fazer|por fazer|afazeres",
  "(?:quem|alguem)~ me (?:espera|esperam|esperando|aguarda)|(?:espera|esperam|esperando|aguarda|aguardam)~ (?:de mim|minha|minha resposta|por mim|mim)|a espera~ (?:minha|mim|meu)|(?:exige|precisa|precisam|querem|quer|esperado|pedido)~ de mim|devo (?:uma |alguma )?(?:resposta|responder)|(?:responder|resposta) a quem",
  "me (?:pediu|pediram|pedir|solicitou|solicitaram|encarregou|atribuiu|mandou|mandaram)|(?:pediu|pediram|solicitou)-me|pedi[ru]a?m? (?:algo|alguma coisa) a mim|atribuid[oa]s? a mim",
  "(?:algo|alguma coisa|que|ha|e|coisas)~ urgentes?|(?:que|algo|esta|estao)~ (?:atrasad[oa]s?|vencid[oa]s?|em atraso)|que vence|(?:esqueci|esqueci-me|esquecido)(?: de)? (?:responder|fazer|enviar)|sem resposta|por responder",
  "(?:prometi|me comprometi|comprometi-me)|(?:requer|requerem|exige|exigem|precisa|precisam)(?: de)? (?:minha |uma |alguma )?(?:acao|atencao|resposta)|prazos tenho|em que devo (?:trabalhar|focar)",
];

export const dutch = [
  "(?:wat|waar) (?:moet|zou|dien|hoef|kan) ik(?! (?:weten|betalen|installeren|meenemen|kopen|gebruiken|voor) )~ (?:doen|afmaken|afronden|beantwoorden|sturen|regelen|voorbereiden|opsturen|oppakken|reageren|inleveren|afhandelen|aan werken|nog|vandaag)",
  "(?:welke|op welke|hoeveel)(?: \\S{1,20})? (?:mails?|e-?mails?|berichten|verzoeken|vragen|taken|dingen|zaken)~ (?:moet ik|vragen om|wachten|heb ik|vereisen|zijn onbeantwoord)",
  "(?:mijn|open|openstaande|nieuwe|alle|de|welke)(?: \\S{1,20})? (?:taken|to-?do'?s?|deadlines?|actiepunten|acties|prioriteiten|verplichtingen|klussen)|takenlijst|to-?do(?:'?s|-?lijst)|actiepunten|actielijst",
  "wacht(?:en)?~ (?:op (?:mij|mijn|me)|van mij)|(?:antwoord|reactie|actie)~ van mij|(?:van mij|aan mij|mij|me)~ (?:verwacht|gevraagd|verlangd|gewild|nodig|toegewezen)|(?:verwacht|verwachten|wil|willen|vraagt|vragen)~ van (?:mij|me)|(?:vroeg|vroegen|heeft|hebben)~ (?:mij|me)~ (?:gevraagd|om|iets)",
  "(?:ben|ik)~ (?:antwoord |nog )?schuldig|(?:vergeten|verzuimd)~ (?:te )?(?:antwoorden|beantwoorden|doen|sturen|reageren)|onbeantwoord(?:e)?",
  "(?:iets|wat|is er iets) (?:dringends?|urgents?|spoed)|(?:wat|is iets|is er)~ (?:dringend|urgent)|wat is~ (?:te laat|achterstallig|over tijd|verlopen|nog open)|over de deadline|wat (?:moet|staat|ligt|blijft) er(?: nog)?~ (?:af|gedaan|gebeuren|open|op mijn|klaar|liggen)|op mijn (?:lijst|bord|bordje)|te doen",
  "deadlines heb ik|ik~ (?:beloofd|toegezegd)|(?:vereist|vereisen|vraagt om|vragen om) (?:mijn )?(?:actie|aandacht|reactie)|waar moet ik (?:aan|op|mee)",
];

export const italian = [
  "(?:cosa|che cosa|che|quello che|di cosa)(?: mi)? (?:devo|dovrei|ho da|mi resta|resta|mi rimane|rimane|manca|mi tocca|c'e)(?: ancora| da)* (?!installare |sapere |comprare |pagare |portare |usare )(?:da )?(?:fare|finire|rispondere|inviare|mandare|preparare|consegnare|completare|sbrigare|occuparmi|terminare|oggi|domani|prima)",
  "(?:quali|a quali|quante|a quante|che)(?: \\S{1,20})? (?:mail|e-?mail|email|messaggi|richieste|domande|attivita|compiti|cose)~ (?:devo|dovrei|richiedono|aspettano|attendono|sono senza|mi restano)",
  "(?:mie|miei|le|i|ho|nuovi|nuove|tutti i|tutte le|quali) (?:attivita|compiti|to-?dos?|scadenze|priorita|impegni|faccende|cose da fare)|compiti|attivita (?:in sospeso|aperte|da)|to-?dos|(?:lista|elenco|cose|punti)(?: delle cose)? da (?:fare|finire|sbrigare)|da fare|in sospeso",
  "(?:chi|qualcuno)~ mi (?:sta |stanno )?(?:aspetta|aspettano|aspettando|attende)|(?:aspetta|aspettano|attende|attendono|aspettando)~ (?:da me|mia|mio|me|mia risposta)|(?:aspetta|richiesto|chiesto|chiede|chiedono|vuole|vogliono|pretende|serve)~ da me|(?:devo|dovrei) (?:una |ancora )?(?:risposta|rispondere)|ci si aspetta da me",
  "mi (?:ha|hanno|e stato|chiede|chiedono) ?(?:chiesto|richiesto|assegnato|incaricato|detto di|di)?(?: qualcosa| di)|(?:assegnat[oie]|chiest[oie]|richiest[oie]) a me",
  "(?:qualcosa|cosa|c'e|che|cose)~ (?:di )?urgent[ei]|(?:cosa|che cosa|qualcosa|cos'?e|cose)~ (?:in ritardo|scadut[oaie]|arretrat[oaie])|(?:cosa|che cosa) scade|in ritardo|(?:dimenticato|scordato) di (?:rispondere|fare|inviare|mandare)|senza risposta",
  "(?:ho promesso|promesso di|mi sono impegnat[oa])|(?:richiede|richiedono) (?:la mia |una |mia )?(?:azione|attenzione|risposta)|scadenze ho|su cosa devo (?:lavorare|concentrarmi)",
];

export const swedish = [
  "vad (?:maste|ska|bor|behover) jag(?! (?:veta|betala|installera|kopa|anvanda|ta med) )~ (?:gora|svara|skicka|avsluta|forbereda|ordna|lamna|bli klar|ta tag|fixa|jobba)|vad (?:maste|behover) goras",
  "(?:vilka|hur manga)(?: \\S{1,20})? (?:mejl|mail|e-?post|meddelanden|fragor|uppgifter|arenden|saker)~ (?:maste jag|ska jag|bor jag|behover|kraver|vantar)",
  "(?:mina|oppna|nya|alla|vilka)(?: \\S{1,20})? (?:uppgifter|to-?dos?|deadlines|prioriteringar|ataganden|arenden)|uppgifter|att gora(?:-?lista(?:n)?)?|atgoranden|to-?dos",
  "vantar~ (?:pa mig|svar fran mig|pa mitt|fran mig)|(?:forvantas|kravs|begars|behovs|vill)~ av mig|(?:bett|bad|ber|bad nagon|fragat)~ mig(?: om)?|tilldelat mig|(?:ar jag )?skyldig~ svar|svar fran mig",
  "(?:nagot|vad ar|finns det)~ (?:bradskande|akut)|vad (?:ar|ligger)~ (?:forsenat|forsenad|sent|efter|kvar)|kvar att gora|(?:glomt|missat) att (?:svara|gora|skicka)|obesvarade?|deadlines har jag|jag lovat|lovade jag",
];
