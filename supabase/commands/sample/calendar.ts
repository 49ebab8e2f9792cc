/** The calendar of the sample: invitations, by the time at which they arrived. */
import { DAY, minutesBefore } from "./ago.ts";
import { feedOf, type SampleEvent, type SampleFeed } from "./feed.ts";
import { JONAS, LENA, MIRA, PRIYA, SAM, TOMAS } from "./people.ts";

interface Meeting {
  ago: number;
  type: "calendar_created" | "calendar_updated";
  title: string;
  body: string;
  location: string;
  startsInMinutes: number;
  lastsMinutes: number;
  attendees: readonly string[];
}

const MEETINGS: readonly Meeting[] = [
  {
    ago: 82,
    type: "calendar_created",
    title: "Launch go/no-go",
    body:
      "We walk through the launch list and decide. Fifteen minutes each for the invoice export, " +
      "support and press.",
    location: "Room Tandem",
    startsInMinutes: 3 * DAY,
    lastsMinutes: 60,
    attendees: [MIRA, JONAS, PRIYA, LENA, SAM].map(({ name }) => name),
  },
  {
    ago: 33,
    type: "calendar_updated",
    title: "Pilot visit in Lisbon",
    body: "Moved to the afternoon, because the workshop opens late that day.",
    location: "Oficina do Bairro, Lisbon",
    startsInMinutes: 12 * DAY,
    lastsMinutes: 120,
    attendees: [TOMAS, SAM].map(({ name }) => name),
  },
];

/** The invitations as a feed, with all times relative to `now`. */
export function calendarSample(now: Date): SampleFeed {
  return feedOf("calendar", MEETINGS.map((meeting, index) => eventOf(meeting, index, now)));
}

function eventOf(meeting: Meeting, index: number, now: Date): SampleEvent {
  const start = minutesBefore(now, -meeting.startsInMinutes);
  const end = minutesBefore(start, -meeting.lastsMinutes);
  return {
    fields: {
      external_id: `sample-meeting-${index + 1}`,
      thread_external_id: null,
      event_type: meeting.type,
      title: meeting.title,
      author: null,
      place: null,
      addressed: "direct",
      body: meeting.body,
      url: null,
      text_for_embedding: `${meeting.title}, ${meeting.location}\n\n${meeting.body}`,
      source_version: "",
      importance_score: 30,
      occurred_at: minutesBefore(now, meeting.ago).toISOString(),
      deleted: false,
      raw: {
        start: momentOf(start),
        end: momentOf(end),
        location: { displayName: meeting.location },
        attendees: meeting.attendees.map((name) => ({ emailAddress: { name } })),
      },
    },
    participants: meeting.attendees,
  };
}

/** As Outlook writes it. */
function momentOf(at: Date) {
  return { dateTime: at.toISOString().slice(0, 19), timeZone: "UTC" };
}
