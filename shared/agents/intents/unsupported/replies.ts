import type { PromptLanguage } from "../../../contracts/prompts.ts";

/** What is said where nothing can be done, and prompts that would be answered. */
interface Reply {
  answer: string;
  examples: string[];
}

export const replies: Readonly<Record<PromptLanguage, Reply>> = {
  en: {
    answer:
      "I only read your messages, mail and calendar: I answer from them, and send, change or book nothing. You can ask for a summary, for what needs action, for your calendar, or for anything that was said.",
    examples: [
      "summarize the last 2 hours",
      "what needs action?",
      "what did Mira say about the launch?",
    ],
  },
  de: {
    answer:
      "Ich lese nur deine Nachrichten, Mails und Termine: Ich antworte daraus und sende, ändere oder buche nichts. Du kannst nach einer Zusammenfassung fragen, nach dem, was zu tun ist, nach deinem Kalender oder nach allem, was gesagt wurde.",
    examples: [
      "fasse die letzten 2 Stunden zusammen",
      "was muss ich tun?",
      "was hat Mira über den Start gesagt?",
    ],
  },
  fr: {
    answer:
      "Je ne fais que lire vos messages, vos mails et votre agenda : j'y trouve des réponses, mais je n'envoie, ne modifie et ne réserve rien. Vous pouvez demander un résumé, ce qui reste à faire, votre agenda ou tout ce qui a été dit.",
    examples: [
      "résume les 2 dernières heures",
      "qu'est-ce que je dois faire ?",
      "qu'a dit Mira du lancement ?",
    ],
  },
  es: {
    answer:
      "Solo leo tus mensajes, correos y calendario: respondo a partir de ellos y no envío, cambio ni reservo nada. Puedes pedir un resumen, lo que tienes pendiente, tu calendario o cualquier cosa que se haya dicho.",
    examples: [
      "resume las últimas 2 horas",
      "¿qué tengo pendiente?",
      "¿qué dijo Mira del lanzamiento?",
    ],
  },
  pt: {
    answer:
      "Só leio as tuas mensagens, e-mails e agenda: respondo a partir deles e não envio, altero nem reservo nada. Podes pedir um resumo, o que há para fazer, a tua agenda ou qualquer coisa que tenha sido dita.",
    examples: [
      "resume as últimas 2 horas",
      "o que tenho de fazer?",
      "o que disse a Mira sobre o lançamento?",
    ],
  },
  nl: {
    answer:
      "Ik lees alleen je berichten, mail en agenda: daaruit antwoord ik, en ik verstuur, wijzig of boek niets. Je kunt vragen om een samenvatting, wat er te doen is, je agenda of alles wat er gezegd is.",
    examples: [
      "vat de laatste 2 uur samen",
      "wat moet ik doen?",
      "wat zei Mira over de lancering?",
    ],
  },
  it: {
    answer:
      "Leggo soltanto i tuoi messaggi, la posta e il calendario: rispondo in base a questi e non invio, modifico o prenoto nulla. Puoi chiedere un riassunto, che cosa c'è da fare, il tuo calendario o qualsiasi cosa sia stata detta.",
    examples: [
      "riassumi le ultime 2 ore",
      "cosa devo fare?",
      "che cosa ha detto Mira del lancio?",
    ],
  },
  sv: {
    answer:
      "Jag läser bara dina meddelanden, din e-post och din kalender: jag svarar utifrån dem och skickar, ändrar eller bokar ingenting. Du kan fråga efter en sammanfattning, vad som behöver göras, din kalender eller något som har sagts.",
    examples: [
      "sammanfatta de senaste 2 timmarna",
      "vad måste jag göra?",
      "vad sa Mira om lanseringen?",
    ],
  },
};
