import { stemmer } from "stemmer";
import { cutText } from "../../models/extractive/cut.ts";
import { termsOf } from "../../models/extractive/terms.ts";

/** The same word without accents, in lower case. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

const maxWord = 60;

/** What words that say something are compared by: stems in English, whole words elsewhere. */
export function stemsOf(text: string): string[] {
  return termsOf(text).map((term) => fold(stemmer(cutText(term, maxWord))));
}

/** The beginning by which forms of one word meet ("decided", "decision"); short words have none. */
export function beginningOf(stem: string): string {
  return stem.length >= 5 ? stem.slice(0, 4) : stem;
}

/** Words with which anybody reports what others said. */
const reporting =
  "ask asked asks request requested requests mention mentioned mentions discuss discussed discussion conversation " +
  "message messages channel thread threads mail mails email emails event events summary overview update updates " +
  "updated report reported reports note noted notes share shared shares announce announced confirm confirmed state " +
  "stated explain explained person people team member members colleague user owner several multiple various " +
  "including includes regarding concerning related currently recently following earlier later question questions " +
  "answer answered answers reply replied suggest suggested propose proposed plan planned plans decide decided " +
  "decision open done pending remain remains remaining wait waiting need needs needed action actions task tasks " +
  "item items topic topics main key highlight highlights day week month hour hours morning afternoon evening " +
  "gets getting gives given takes taken makes made goes went comes came says wants moved changed happened means " +
  "today yesterday slack telegram outlook calendar meeting write wrote written post posted send sent attend due " +
  "deadline time date there also between during since";

/** What a statement may say without its events saying it. */
export const reportingStems: ReadonlySet<string> = new Set(stemsOf(reporting).map(beginningOf));
