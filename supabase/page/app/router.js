import { createStore } from "./store.js";

/** The views that a person can go to, by the part of the address after "#/". */
export const PLACES = [
  { name: "ask", title: "Ask" },
  { name: "tasks", title: "Tasks" },
  { name: "calendar", title: "Calendar" },
  { name: "drafts", title: "Drafts" },
  { name: "sources", title: "Sources" },
  { name: "account", title: "Account" },
];

const here = () => {
  const name = location.hash.replace(/^#\/?/, "");
  return PLACES.some((place) => place.name === name) ? name : "ask";
};

/** Where the person is. */
export const place = createStore(here());
globalThis.addEventListener("hashchange", () => place.set(here()));
