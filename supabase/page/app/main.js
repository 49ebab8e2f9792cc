import { html, render, useEffect, useState } from "./html.js";
import { findProject } from "./project.js";
import { project, session } from "./state.js";
import { useStore } from "./store.js";
import { ChooseProject } from "./views/choose_project.js";
import { Shell } from "./views/shell.js";
import { SignIn } from "./views/sign_in.js";

/** Which of the three a person sees: the project's address is asked for, then who they are. */
function App() {
  const [looked, setLooked] = useState(false);
  const chosen = useStore(project);
  const current = useStore(session);
  useEffect(() => void findProject().finally(() => setLooked(true)), []);
  if (!looked) return null;
  if (chosen === null) return html`<${ChooseProject} />`;
  if (current === undefined) return null;
  // A key: nothing that one person had open is left for the next.
  return current === null ? html`<${SignIn} />` : html`<${Shell} key=${current.user.id} />`;
}

render(html`<${App} />`, document.getElementById("app"));
