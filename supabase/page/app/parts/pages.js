import { html, useState } from "../html.js";
import { useAction, useRemote } from "../remote.js";

/**
 * A list that the project gives page by page: `value` is `{ items, total, cursor }`.
 *
 * @param {(cursor: string) => Promise<object>} read with "" or "&cursor=..." at the path's end
 * @param {string} name of the list in an answer
 * @param {unknown[]} inputs by whose change it is read anew
 */
export function usePages(read, name, inputs = []) {
  const [further, setFurther] = useState(null);
  const first = useRemote(async () => {
    const page = await read("");
    return { items: page[name], total: page.total, cursor: page.next_cursor };
  }, inputs);
  // What follows a first page that has been read again is no part of it.
  const value = further !== null && further.after === first.value ? further.value : first.value;
  const more = useAction(async () => {
    const page = await read(`&cursor=${encodeURIComponent(value.cursor)}`);
    const items = [...value.items, ...page[name]];
    setFurther({
      after: first.value,
      value: { items, total: page.total, cursor: page.next_cursor },
    });
  });
  return { ...first, value, more };
}

/** Reads the next page, where there is one. */
export function MoreButton({ pages: { value, more } }) {
  if (!value?.cursor) return null;
  return html`<button type="button" class="quiet" disabled=${more.busy} onClick=${more.run}>
    Show more
  </button>`;
}
