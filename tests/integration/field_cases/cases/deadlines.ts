import { DAY, type FieldCase, JONAS, message, MIRA } from "../field_case.ts";

const PROMPT = "what needs action?";

/** One request to Mira, made on Tuesday 24 November at 10:00, and when it is due. */
function due(words: string, range: [string, string] | null): FieldCase {
  return {
    name: `due: ${words}`,
    files: { [DAY]: [message(JONAS, `<@${MIRA}> ${words}`)] },
    ask: [{ prompt: PROMPT, tasks: 1, due: range }],
  };
}

/** The end of a day of November 2026, to the hour. */
const endOf = (date: number): [string, string] => {
  const next = new Date(Date.UTC(2026, 10, date + 1));
  return [new Date(next.getTime() - 7 * 3_600_000).toISOString(), next.toISOString()];
};

/** When something is due: each a sibling of a case that was once dated wrongly. */
export const deadlineCases: FieldCase[] = [
  due("please send the report by end of day.", endOf(24)),
  due("please send the report by COB.", ["2026-11-24T16:00:00Z", "2026-11-25T00:00:00Z"]),
  due("please send the report by 5.", ["2026-11-24T17:00:00Z", "2026-11-24T17:00:00Z"]),
  due("please send the report by 5pm tomorrow.", ["2026-11-25T17:00:00Z", "2026-11-25T17:00:00Z"]),
  due("please send the report by the 3rd.", ["2026-12-03T00:00:00Z", "2026-12-04T00:00:00Z"]),
  due("please send the report by tomorrow noon.", ["2026-11-25T12:00:00Z", "2026-11-25T12:00:00Z"]),
  due("please send the report by end of the week.", [
    "2026-11-27T16:00:00Z",
    "2026-11-30T00:00:00Z",
  ]),
  due("please send the report by EOM.", endOf(30)),
  due("please send the report before Thursday.", [
    "2026-11-25T16:00:00Z",
    "2026-11-26T23:59:59.999Z",
  ]),
  due("please send the report no later than Friday 3pm.", [
    "2026-11-27T15:00:00Z",
    "2026-11-27T15:00:00Z",
  ]),
  due("please send the report within two days.", ["2026-11-26T10:00:00Z", "2026-11-27T00:00:00Z"]),
  due("please send the report, the meeting takes 2 hours.", null),
  due("please send the report of last Friday.", null),
  due("please send the report on 12/3.", ["2026-12-03T00:00:00Z", "2026-12-04T00:00:00Z"]),
  due("bitte schick den Bericht bis Donnerstagabend.", [
    "2026-11-26T17:00:00Z",
    "2026-11-27T00:00:00Z",
  ]),
  due("bitte schick den Bericht bis morgen 14 Uhr.", [
    "2026-11-25T14:00:00Z",
    "2026-11-25T14:00:00Z",
  ]),
  due("please send the report ASAP.", null),
  due("please send the report, due Nov 30.", endOf(30)),
  due("please send the report by next Monday.", endOf(30)),
  due("please send the report by midnight.", ["2026-11-24T23:59:00Z", "2026-11-25T00:00:00Z"]),
  due("please send the report tonight.", ["2026-11-24T18:00:00Z", "2026-11-25T00:00:00Z"]),
  due("please send the report by close of business Thursday.", [
    "2026-11-26T16:00:00Z",
    "2026-11-27T00:00:00Z",
  ]),
  due("please send the report before 5.", ["2026-11-24T17:00:00Z", "2026-11-24T17:00:00Z"]),
  due("please send the report by the 30th.", endOf(30)),
  due("please send the report by the 20th.", ["2026-12-20T00:00:00Z", "2026-12-21T00:00:00Z"]),
  due("please send the report in an hour.", ["2026-11-24T11:00:00Z", "2026-11-24T11:00:00Z"]),
  due("please send the report by end of next week.", [
    "2026-12-04T16:00:00Z",
    "2026-12-07T00:00:00Z",
  ]),
  due("please send the report by EOW.", ["2026-11-27T16:00:00Z", "2026-11-30T00:00:00Z"]),
  due("please send the report by noon.", ["2026-11-24T12:00:00Z", "2026-11-24T12:00:00Z"]),
  due("please send the report by lunch.", ["2026-11-24T11:00:00Z", "2026-11-24T14:00:00Z"]),
  due("please send the report by 17:30.", ["2026-11-24T17:30:00Z", "2026-11-24T17:30:00Z"]),
  due("please send the report first thing tomorrow.", [
    "2026-11-25T06:00:00Z",
    "2026-11-26T00:00:00Z",
  ]),
  due("please send the report, it takes 30 minutes to write.", null),
  due("please review the 3rd draft.", null),
  due("please call room 5.", null),
  due("please send me the May report.", null),
  due("please send the report, the deadline is December 1.", [
    "2026-12-01T00:00:00Z",
    "2026-12-02T00:00:00Z",
  ]),
];
