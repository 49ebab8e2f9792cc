import { LIMITS, type NormalisedEvent, type NormalisedThread } from "../contracts/events.ts";
import { boundedName } from "./bounds.ts";
import { canonicalInstant } from "./instant.ts";
import { storableText } from "./storable.ts";

/** Longest preview of a thread, in characters. */
const PREVIEW_LENGTH = 280;

/** An event with what it says about its thread. */
export interface ThreadPart {
  event: NormalisedEvent;
  /** Names of those who take part: the author, and any recipients. */
  participants: readonly string[];
  /** The thread's subject where a provider names one (a mail's subject, a chat's name). */
  subject?: string;
  /** Whether the thread began with this event; by default when the event's id is the thread's own. */
  root?: boolean;
}

/**
 * The threads that these events belong to, in order of first appearance. The root's subject, or its
 * title, becomes the subject, and its text the preview. Where the root is not among the events the
 * preview stays null and the subject is the first that a part names, or null. Participants keep the
 * order in which they appear, each once.
 */
export function threadsOf(parts: Iterable<ThreadPart>): NormalisedThread[] {
  const threads = new Map<string, NormalisedThread>();
  for (const { event, participants, subject, root } of parts) {
    const id = event.thread_external_id;
    if (id === null) continue;
    const occurredAt = canonicalInstant(event.occurred_at);
    const thread = threads.get(id) ?? {
      external_id: id,
      subject: null,
      participants: [],
      content_preview: null,
      last_event_at: occurredAt,
      root_external_id: null,
      root_version: "",
    };
    threads.set(id, thread);
    if (occurredAt > thread.last_event_at) thread.last_event_at = occurredAt;
    if (subject !== undefined) thread.subject ??= subjectOf(subject);
    for (const name of participants.map((name) => boundedName(name, LIMITS.author) ?? "")) {
      if (name !== "" && !thread.participants.includes(name)) thread.participants.push(name);
    }
    if (root ?? event.external_id === id) {
      thread.subject = subject === undefined ? event.title : subjectOf(subject);
      thread.root_external_id = event.external_id;
      thread.root_version = event.source_version;
      // An empty preview, unlike null, overwrites what is stored: a deleted root leaves no text.
      thread.content_preview = preview(event.text_for_embedding ?? "");
    }
  }
  return [...threads.values()];
}

function subjectOf(subject: string): string | null {
  return boundedName(subject, LIMITS.title);
}

/** The text on one line, cut to 280 characters at a character's border. */
export function preview(text: string): string {
  const line = storableText(text).replace(/\s+/g, " ").trim();
  const characters = Array.from(line);
  if (characters.length <= PREVIEW_LENGTH) return line;
  return `${characters.slice(0, PREVIEW_LENGTH - 1).join("").trimEnd()}…`;
}
