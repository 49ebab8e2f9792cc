/** What views are written with: Preact, and htm in the place of a build step. */
export {
  html,
  render,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "../vendor/preact.js";
