/** The people of the sample: a small team that makes Spokewise, a booking app for bike workshops. */
export interface Person {
  name: string;
  slackId: string;
  email: string;
}

const person = (name: string, slackId: string, mailbox: string): Person => ({
  name,
  slackId,
  email: `${mailbox}@spokewise.example`,
});

/** Product lead. */
export const MIRA = person("Mira Okafor", "U0SPKMIRA", "mira");
/** Engineering lead. */
export const JONAS = person("Jonas Weber", "U0SPKJONAS", "jonas");
/** Backend engineer. */
export const PRIYA = person("Priya Nair", "U0SPKPRIYA", "priya");
/** Customer success, on the road. */
export const TOMAS = person("Tomás Rivera", "U0SPKTOMAS", "tomas");
/** Finance and operations. */
export const LENA = person("Lena Fischer", "U0SPKLENA", "lena");
/** The one who asks: whose Slack, Telegram and mailbox these are. */
export const SAM = person("Sam Adeyemi", "U0SPKSAM", "sam");

export const TEAM: readonly Person[] = [MIRA, JONAS, PRIYA, TOMAS, LENA, SAM];
