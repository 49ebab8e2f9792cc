/** The mailbox of the sample. */
import { DAY, HOUR, minutesBefore } from "./ago.ts";
import { feedOf, type SampleEvent, type SampleFeed } from "./feed.ts";
import { LENA, MIRA, PRIYA, SAM } from "./people.ts";

interface Mail {
  ago: number;
  from: { name: string; email: string };
  subject: string;
  /** Mails of the same conversation share it. */
  conversation: string;
  body: string;
}

const FAHRWERK = { name: "Henrik Boysen", email: "henrik@fahrwerk.example" };
const AIRLINE = { name: "Atlantica Airlines", email: "no-reply@atlantica.example" };
const IT = { name: "Spokewise IT", email: "it@spokewise.example" };
const NEWSLETTER = { name: "Product Weekly", email: "hello@productweekly.example" };

const MAILS: readonly Mail[] = [
  {
    ago: 3 * DAY - 4 * HOUR,
    from: NEWSLETTER,
    subject: "Nine ways to welcome a new user",
    conversation: "newsletter-118",
    body:
      "This week: nine ways to welcome a new user, what a good empty page looks like, and our " +
      "interview of the month.\n\nYou receive this mail because you subscribed to Product Weekly. " +
      "Unsubscribe at any time with the link below.",
  },
  {
    ago: 2 * DAY + 3 * HOUR,
    from: AIRLINE,
    subject: "Your booking K7QX2M: Berlin to Lisbon",
    conversation: "flight-k7qx2m",
    body: "Thank you for flying with us. Your ticket for flight AT 537 from Berlin to Lisbon is " +
      "attached. Online check-in opens 24 hours before departure.",
  },
  {
    ago: 46 * HOUR,
    from: PRIYA,
    subject: "Notes of the retrospective",
    conversation: "retro",
    body:
      "Hi all,\n\nthe notes of our retrospective are in the team folder. We liked the shorter " +
      "stand-ups and the pairing days.\n\nPriya",
  },
  {
    ago: 93,
    from: MIRA,
    subject: "Contract with Fahrwerk",
    conversation: "fahrwerk-contract",
    body:
      "Hi Sam,\n\nthe contract with Fahrwerk has no open points any more, you find it attached. " +
      "Could you send the signed contract to Lena by Friday?\n\nThanks\nMira",
  },
  {
    ago: 72,
    from: LENA,
    subject: "Invoice 2291 of Northlight Studio",
    conversation: "invoice-2291",
    body: "Hi Sam,\n\nthe photographers sent their invoice for the launch pictures, 1,840 euros. " +
      "Please approve it in the finance tool by tomorrow evening, so that it goes out with the " +
      "payments of this week.\n\nLena",
  },
  {
    ago: 38,
    from: FAHRWERK,
    subject: "Re: Contract with Fahrwerk",
    conversation: "fahrwerk-contract",
    body: "Dear Sam,\n\nthank you for the contract. Can you tell us whether the export contains " +
      "cancelled bookings? We would like to know before we sign.\n\nBest regards\nHenrik Boysen",
  },
  {
    ago: 26,
    from: IT,
    subject: "Maintenance of the mail servers on Sunday",
    conversation: "maintenance",
    body:
      "On Sunday between 6:00 and 8:00 the mail servers are updated. Mail arrives a little later " +
      "during that time. No action is required.",
  },
  {
    ago: 15,
    from: AIRLINE,
    subject: "New departure time: Berlin to Lisbon",
    conversation: "flight-k7qx2m",
    body:
      "The departure of your flight AT 537 to Lisbon moves from 17:40 to 19:05. Please confirm " +
      "the new time in your booking within 24 hours.",
  },
];

/** The mails as a feed, with all times relative to `now`. */
export function outlookSample(now: Date): SampleFeed {
  return feedOf("outlook", MAILS.map((mail, index) => eventOf(mail, index, now)));
}

function eventOf(mail: Mail, index: number, now: Date): SampleEvent {
  return {
    fields: {
      external_id: `sample-mail-${index + 1}`,
      thread_external_id: mail.conversation,
      event_type: "email",
      title: `${mail.from.name}: ${mail.subject}`,
      author: mail.from.name,
      place: null,
      addressed: "direct",
      body: mail.body,
      url: null,
      text_for_embedding: `${mail.subject}\n\n${mail.body}`,
      source_version: "",
      importance_score: mail.from.email.endsWith("@spokewise.example") ? 30 : 20,
      occurred_at: minutesBefore(now, mail.ago).toISOString(),
      deleted: false,
      raw: { subject: mail.subject, from: mail.from, to: [{ name: SAM.name, email: SAM.email }] },
    },
    participants: [mail.from.name, SAM.name],
    subject: mail.subject.replace(/^Re: /, ""),
    root: MAILS.findIndex(({ conversation }) => conversation === mail.conversation) === index,
  };
}
