import { DAY, type FieldCase, JONAS, message, MIRA, PRIYA, thread } from "../field_case.ts";

const PROMPT = "what needs action?";
const DIRECT = "D12/2026-11-24.json";

/** Messages of a day and how many open tasks they make. */
function day(name: string, tasks: number, messages: object[], has: RegExp[] = []): FieldCase {
  return { name, files: { [DAY]: messages }, ask: [{ prompt: PROMPT, tasks, has }] };
}

/** Messages between Mira and Jonas alone. */
function direct(name: string, tasks: number, messages: object[], has: RegExp[] = []): FieldCase {
  return { name, files: { [DIRECT]: messages }, ask: [{ prompt: PROMPT, tasks, has }] };
}

/** What is somebody's to do: each a sibling of a case that was once answered wrongly. */
export const taskCases: FieldCase[] = [
  // Asked of somebody else
  day("asked of another by plain name", 0, [
    message(PRIYA, "Jonas, can you please book the van for Thursday?"),
  ]),
  day("asked of another at the end", 0, [
    message(PRIYA, `Could you send the price list to the agency, <@${JONAS}>?`),
  ]),
  day("asked of two others", 0, [
    message(MIRA, `<@${JONAS}> <@${PRIYA}> please water the plants.`),
  ]),
  day("the owner named in passing", 0, [
    message(PRIYA, `<@${JONAS}> please send <@${MIRA}> the plan of hall 4 by Friday.`),
  ]),
  day("asked of both", 1, [
    message(PRIYA, `<@${JONAS}> <@${MIRA}> please confirm the date by Friday.`),
  ], [/confirm the date/]),
  day("asked of the owner by plain name", 1, [
    message(PRIYA, "Mira, could you please book the van for Thursday?"),
  ], [/book the van/]),
  // The owner's own words
  day("the owner's own request in a channel", 0, [
    message(MIRA, `<@${JONAS}> please send me the contract by Friday.`),
  ]),
  direct("the owner's own request, in German", 0, [
    message(MIRA, "Kannst du mir bitte den Entwurf bis Freitag schicken?"),
  ]),
  direct("the owner's own reminder", 0, [
    message(MIRA, "Did you get to the draft? Please send it today."),
  ]),
  direct("asked by the other of the two", 1, [
    message(JONAS, "Can you please send me the draft by Friday?"),
  ], [/send me the draft/]),
  // Settled threads
  day(
    "done, said with a mark",
    0,
    thread([JONAS, `<@${MIRA}> please upload the logo today.`], [MIRA, "✅ done"]),
  ),
  day(
    "done by another",
    0,
    thread([JONAS, `<@${MIRA}> please order the banner.`], [
      PRIYA,
      "I ordered it this morning, it comes on Friday.",
    ], [JONAS, "Perfect, thank you"]),
  ),
  day(
    "withdrawn by who asked",
    0,
    thread([JONAS, `<@${MIRA}> can you please send me the floor plan?`], [
      JONAS,
      "Never mind, found it.",
    ]),
  ),
  day(
    "answered with the thing",
    0,
    thread([JONAS, `<@${MIRA}> can you send me the number of the hall?`], [
      MIRA,
      "Sure, it is +49 30 1234567",
    ], [JONAS, "thanks!"]),
  ),
  day(
    "promised is not done",
    1,
    thread([JONAS, `<@${MIRA}> can you please send me the floor plan by Friday?`], [
      MIRA,
      "Will do tomorrow.",
    ]),
  ),
  day(
    "thanked in advance is not done",
    1,
    thread([JONAS, `<@${MIRA}> can you please send me the floor plan by Friday? Thanks!`]),
  ),
  day(
    "asked again after it was said to be done",
    1,
    thread([JONAS, `<@${MIRA}> can you please send me the floor plan?`], [MIRA, "Sent."], [
      JONAS,
      "It did not arrive, can you please send it again?",
    ]),
  ),
  direct("done, said in a direct conversation without a thread", 0, [
    message(JONAS, "Can you please send me the floor plan by Friday?"),
    message(MIRA, "Sent it just now.", {}, 5),
    message(JONAS, "Got it, thanks!", {}, 6),
  ]),
  day(
    "done, in German",
    0,
    thread([JONAS, `<@${MIRA}> kannst du mir bitte den Plan schicken?`], [
      MIRA,
      "Ist erledigt, liegt in deinem Postfach.",
    ], [JONAS, "Danke!"]),
  ),
  // Machine mail and marketing
  day("a survey of a bot", 0, [
    message(
      null,
      "We'd love to hear from you! Please rate your experience: <https://promo.example.test/r>",
      { bot_id: "B9", username: "Customer Love", subtype: "bot_message" },
    ),
  ]),
  day("a webinar", 0, [
    message(
      null,
      "Last chance: register now for our webinar and don't miss out! Please reserve your seat by Friday. View in browser",
      { bot_id: "B9", username: "Growth Weekly", subtype: "bot_message" },
    ),
  ]),
  day("a build's report", 0, [
    message(
      null,
      "Build 4001 failed on main. Please check the logs: <https://ci.example.test/4001>",
      { bot_id: "B1", username: "CI", subtype: "bot_message" },
    ),
  ]),
  day("a reminder bot speaks to the owner by name", 1, [
    message(null, `<@${MIRA}> please approve the expense report of Jonas by Friday.`, {
      bot_id: "B2",
      username: "Expenses",
      subtype: "bot_message",
    }),
  ], [/approve the expense report/]),
  // Quotes
  day("asked in a quote", 0, [
    message(PRIYA, "Answered them already:\n&gt; Could you please sign the contract by Friday?"),
  ]),
  day("asked in a forwarded mail, German header", 0, [
    message(
      PRIYA,
      "Ist unterschrieben.\n\nVon: Jonas Weber\nGesendet: Dienstag, 24. November 2026 09:12\nAn: Priya Nair\nBetreff: Vertrag\n\nKönntest du bitte den Vertrag bis Freitag unterschreiben?",
    ),
  ]),
  day("asked below an attribution", 0, [
    message(
      PRIYA,
      "All done.\n\nOn Tue, Nov 24, 2026 at 9:12 AM Jonas Weber wrote:\n> Could you please sign the contract by Friday?",
    ),
  ]),
  day("asked below a rule of an original message", 0, [
    message(
      PRIYA,
      "Done.\n\n-----Original Message-----\nFrom: Jonas Weber\nSubject: Contract\n\nPlease sign the contract by Friday.",
    ),
  ]),
  day("asked above the quote", 1, [
    message(
      PRIYA,
      `<@${MIRA}> please file this by Friday.\n\nOn Tue, Nov 24, 2026 at 9:12 AM Jonas Weber wrote:\n> Could you please sign the contract?`,
    ),
  ], [/file this/]),
  day("asked in a code block", 0, [
    message(PRIYA, "The template says:\n```\nPlease send the signed form by Friday.\n```"),
  ]),
  // The same ask
  day("one request, its repetition with other marks", 1, [
    message(PRIYA, `<@${MIRA}> please confirm the head count by Wednesday.`),
    message(PRIYA, `<@${MIRA}>: Please confirm the head count by Wednesday!`, {}, 30),
  ]),
  {
    name: "one request in a channel and in a direct message",
    files: {
      [DAY]: [message(JONAS, `<@${MIRA}> please confirm the head count by Wednesday.`)],
      [DIRECT]: [message(JONAS, "Please confirm the head count by Wednesday.", {}, 9)],
    },
    ask: [{ prompt: PROMPT, tasks: 1 }],
  },
  day(
    "a reminder of the request in its thread",
    1,
    thread([JONAS, `<@${MIRA}> please send the invoice to Kessel.`], [
      JONAS,
      `<@${MIRA}> reminder: please send the invoice to Kessel.`,
    ]),
  ),
  day("two requests that differ by a number", 2, [
    message(PRIYA, `<@${MIRA}> please review pull request 88.`),
    message(PRIYA, `<@${MIRA}> please review pull request 89.`, {}, 30),
  ]),
  // In other languages
  day("asked in German", 1, [
    message(JONAS, `<@${MIRA}> kannst du mir bitte den Plan von Halle 4 schicken?`),
  ]),
  day("asked in French", 1, [
    message(JONAS, `<@${MIRA}> peux-tu m'envoyer le plan de la halle, stp ?`),
  ]),
  day("asked in Spanish", 1, [
    message(JONAS, `<@${MIRA}> por favor, envíame el plano de la sala.`),
  ]),
  day("asked in Portuguese", 1, [
    message(JONAS, `<@${MIRA}> você pode me enviar a planta da sala?`),
  ]),
  day("asked in Dutch", 1, [
    message(JONAS, `<@${MIRA}> kun je me de plattegrond sturen, alsjeblieft?`),
  ]),
  day("asked in Italian", 1, [
    message(JONAS, `<@${MIRA}> puoi mandarmi la pianta della sala, per favore?`),
  ]),
  day("asked in Swedish", 1, [message(JONAS, `<@${MIRA}> kan du skicka ritningen över hallen?`)]),
  day("asked of another in German", 0, [
    message(PRIYA, "Jonas, kannst du bitte den Wagen für Donnerstag buchen?"),
  ]),
  day("told in German", 0, [
    message(JONAS, `<@${MIRA}> der Plan ist da, danke dir!`),
    message(PRIYA, "Bitte schön, gern geschehen.", {}, 2),
  ]),
  day(
    "done, in French",
    0,
    thread([JONAS, `<@${MIRA}> peux-tu m'envoyer le plan ?`], [MIRA, "C'est envoyé."], [
      JONAS,
      "Merci !",
    ]),
  ),
  day(
    "promised in German",
    1,
    thread([JONAS, `<@${MIRA}> kannst du mir bitte den Plan schicken?`], [
      MIRA,
      "Mach ich morgen.",
    ]),
  ),
  // No requests
  day("a question of knowledge to the room", 0, [
    message(PRIYA, "Does anyone know how tall the hall is?"),
  ]),
  day("small talk", 0, [message(PRIYA, `<@${MIRA}> how are you? Nice photos!`)]),
  day("thanks", 0, [message(PRIYA, `<@${MIRA}> thank you for sending the report.`)]),
  // Further siblings
  day("asked of another with a greeting", 0, [
    message(PRIYA, "Hi Jonas, could you please send the agenda to the city?"),
  ]),
  day("asked of another by full name", 0, [
    message(PRIYA, "@Jonas Weber please send the agenda to the city."),
  ]),
  day("asked of another, the name at the end", 0, [
    message(PRIYA, "Can you book the van for Thursday, Jonas?"),
  ]),
  day("what somebody will do", 0, [
    message(PRIYA, "I will send the contract to the city by Friday."),
  ]),
  day("what another has to do", 0, [message(PRIYA, "Jonas needs to send the contract by Friday.")]),
  day("asked of a team that the owner is not named in", 0, [
    message(PRIYA, "<!subteam^S1|@designers> please upload your drafts by Friday."),
  ]),
  direct("the owner asks, and answers themselves", 0, [
    message(MIRA, "Could you please check the lamp?"),
    message(MIRA, "Never mind, it works.", {}, 4),
  ]),
  direct("the owner asks back", 1, [
    message(JONAS, "Can you please send me the price list?"),
    message(MIRA, "Which one do you mean?", {}, 3),
  ]),
  day(
    "settled by a link",
    0,
    thread([JONAS, `<@${MIRA}> can you share the budget sheet?`], [
      MIRA,
      "Here you go: <https://docs.example.test/b>",
    ]),
  ),
  day(
    "withdrawn, it was found",
    0,
    thread([JONAS, `<@${MIRA}> please send me the key code.`], [
      JONAS,
      "Found it in the folder, no need any more.",
    ]),
  ),
  day(
    "settled by thanks alone",
    0,
    thread([JONAS, `<@${MIRA}> could you please print the badges?`], [MIRA, "On your desk."], [
      JONAS,
      "Super, thanks!",
    ]),
  ),
  day(
    "declined",
    0,
    thread([JONAS, `<@${MIRA}> could you please join the call at 5?`], [
      MIRA,
      "Sorry, I can't, I am on the train.",
    ], [JONAS, "OK, no problem."]),
  ),
  day("an order's receipt", 0, [
    message(
      null,
      "Your order 4711 has shipped. Please track your parcel here: <https://shop.example.test/t>",
      { bot_id: "B7", username: "Shop", subtype: "bot_message" },
    ),
  ]),
  day("a calendar bot's invitation", 0, [
    message(
      null,
      "Reminder: Weekly sync in 10 minutes. Please join: <https://meet.example.test/x>",
      { bot_id: "B8", username: "Calendar", subtype: "bot_message" },
    ),
  ]),
  day("a newsletter in a channel", 0, [
    message(
      null,
      "This week in print: 5 tips. Read more and subscribe! Please forward to a friend.",
      { bot_id: "B9", username: "Print Weekly", subtype: "bot_message" },
    ),
  ]),
  day("asked below a French attribution", 0, [
    message(
      PRIYA,
      "C'est fait.\n\nLe mar. 24 nov. 2026 à 09:12, Jonas Weber a écrit :\n> Pourrais-tu signer le contrat avant vendredi ?",
    ),
  ]),
  day("asked below a German attribution", 0, [
    message(
      PRIYA,
      "Erledigt.\n\nAm Di., 24. Nov. 2026 um 09:12 Uhr schrieb Jonas Weber:\n> Kannst du bitte den Vertrag bis Freitag unterschreiben?",
    ),
  ]),
  day("asked in an address block of a forward", 0, [
    message(
      PRIYA,
      "FYI\n\n---------- Forwarded message ---------\nFrom: Jonas Weber\nDate: Tue, Nov 24, 2026\nSubject: Contract\nTo: Priya\n\nPlease sign the contract by Friday.",
    ),
  ]),
  day("one request by two people in their words is two", 2, [
    message(PRIYA, `<@${MIRA}> please confirm the head count by Wednesday.`),
    message(JONAS, `<@${MIRA}> please pay the deposit for the hall.`, {}, 30),
  ]),
  day("one request, the other way round", 1, [
    message(PRIYA, `<@${MIRA}> please confirm the head count by Wednesday.`),
    message(PRIYA, `By Wednesday please confirm the head count, <@${MIRA}>.`, {}, 30),
  ]),
  // Caps
  {
    name: "75 requests in a direct conversation",
    files: {
      [DIRECT]: Array.from(
        { length: 75 },
        (_, index) =>
          message(JONAS, `Please send me the photo number ${index + 1} of the hall.`, {}, index),
      ),
    },
    ask: [{ prompt: PROMPT, tasks: 75, has: [/"total":75/] }],
  },
];
