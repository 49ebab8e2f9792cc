const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const ENTITY_OF: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** `&amp;`, `&lt;` and `&gt;` decoded, each once. Slack has no other entities. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Plain text as mrkdwn. What is an entity already stays: some clients escape where Slack does not. */
export function escapeEntities(text: string): string {
  return text.replace(
    /[<>]|&(?!(?:amp|lt|gt);)/g,
    (character) => ENTITY_OF[character] ?? character,
  );
}
