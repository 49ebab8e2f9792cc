/** What views are written with: Preact, and htm in the place of a build step. */
import htm from "../vendor/htm.js";
import { h } from "../vendor/preact.js";

export { useCallback, useEffect, useMemo, useRef, useState } from "../vendor/hooks.js";
export { render } from "../vendor/preact.js";

/** Markup as a tagged template: text in it stays text. */
export const html = htm.bind(h);
