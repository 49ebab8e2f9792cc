/** What is attached to a message, by kind and name; nothing of it is ever downloaded. */
import type { Media } from "./message.ts";

/** Whether it is to be seen once, or for so long, and then is no more. */
export function isSelfDestructing(media: Media | null | undefined): boolean {
  return typeof media?.ttlSeconds === "number";
}

/** Whether it is a file, in the widest sense. */
export function isFile(media: Media | null | undefined): boolean {
  return media?._ === "MessageMediaPhoto" || media?._ === "MessageMediaDocument";
}

/** "[photo]", "[document: plan.pdf]", a poll with its answers; null where there is nothing to say. */
export function mediaText(media: Media | null | undefined, inAlbum: boolean): string | null {
  if (!media) return null;
  switch (media._) {
    case "MessageMediaEmpty":
      return null;
    case "MessageMediaPhoto":
      return named("photo", inAlbum ? "of an album" : null);
    case "MessageMediaDocument":
      return documentText(media);
    case "MessageMediaWebPage":
      return webPageText(media);
    case "MessageMediaPoll": {
      const { question, answers } = media.poll ?? {};
      const options = (answers ?? []).map(({ text }) => `- ${text.text}`);
      return question ? [`[poll: ${question.text}]`, ...options].join("\n") : "[poll]";
    }
    case "MessageMediaContact":
      return named("contact", [media.firstName, media.lastName].filter(Boolean).join(" "));
    case "MessageMediaVenue":
      return named("place", [media.title, media.address].filter(Boolean).join(", "));
    case "MessageMediaGeo":
      return "[location]";
    case "MessageMediaGeoLive":
      return "[live location]";
    case "MessageMediaDice":
      return named("dice", media.emoticon);
    case "MessageMediaGame":
      return "[game]";
    case "MessageMediaInvoice":
      return named("invoice", media.title);
    case "MessageMediaStory":
      return "[story]";
    default:
      return "[unsupported content]";
  }
}

function named(kind: string, name: string | null | undefined): string {
  return name ? `[${kind}: ${name}]` : `[${kind}]`;
}

function documentText({ document }: Media): string {
  const attributes = document?.attributes ?? [];
  const find = (kind: string) => attributes.find(({ _ }) => _ === `DocumentAttribute${kind}`);
  const name = find("Filename")?.fileName;
  const audio = find("Audio");
  const video = find("Video");
  if (find("Sticker")) return named("sticker", find("Sticker")?.alt);
  if (audio?.voice) return named("voice message", seconds(audio.duration));
  if (audio) {
    const track = [audio.performer, audio.title].filter(Boolean).join(" - ");
    return named("audio", track || name);
  }
  if (find("Animated")) return named("animation", name);
  if (video?.roundMessage) return named("video message", seconds(video.duration));
  if (video) return named("video", name);
  return named("document", name ?? document?.mimeType);
}

function seconds(duration: number | null | undefined): string | null {
  return duration ? `${Math.round(duration)} seconds` : null;
}

/** What a link leads to. The link itself stands in the text. */
function webPageText({ webpage }: Media): string | null {
  const said = [webpage?.title, webpage?.description].filter(Boolean).join(": ");
  return said ? `[link: ${said}]` : null;
}
