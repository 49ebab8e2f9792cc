// What a client does with the Data API and supabase-js, on Node 22 or newer:
//   URL=http://127.0.0.1:54321 KEY=sb_publishable_... node docs/examples/data_api.mjs
// It signs two people up and prints, as JSON, what each of them sees.
import { createClient } from "@supabase/supabase-js";

const { URL: url, KEY: key } = process.env;

async function signUp(name) {
  const client = createClient(url, key, { auth: { persistSession: false } });
  const email = `${name}-${crypto.randomUUID()}@test.example`;
  await done(client.auth.signUp({ email, password: crypto.randomUUID() }));
  return client;
}

/** What was answered, or the error as an exception. */
async function done(call) {
  const { data, error } = await call;
  if (error) throw error;
  return data;
}

const ada = await signUp("ada");
const bob = await signUp("bob");

// Add: the owner is whoever is signed in, and need not be named.
const note = await done(
  ada.from("notes").insert({ title: "Garage", body: "The key hangs behind the door." })
    .select("id, title").single(),
);
await done(
  ada.from("tasks").insert([
    { title: "Book a room", priority: "high", due_at: "2030-01-31T09:00:00Z" },
    { title: "Water the plants" },
  ]),
);

// Change and delete: what is not one's own is not there.
await done(ada.from("notes").update({ body: "The key lies in the drawer." }).eq("id", note.id));
const taken = await done(
  bob.from("notes").update({ body: "Mine" }).eq("id", note.id).select("id"),
);
await done(ada.from("tasks").delete().eq("title", "Water the plants"));

// Read: by columns and filters, or by a function over many rows.
const notes = await done(ada.from("notes").select("title, body"));
const tasks = await done(
  ada.from("tasks").select("title, status, priority").eq("status", "open").order("due_at"),
);
const found = await done(
  ada.rpc("search_words", { query_text: "drawer", match_count: 5, object_types: ["note"] }),
);
const others = await done(bob.from("notes").select("id"));
const spoofed = await bob.from("tasks")
  .insert({ title: "For Ada", user_id: (await ada.auth.getUser()).data.user.id });

console.log(JSON.stringify({
  ada: { notes, tasks, found: found.length },
  bob: { notes: others, changed: taken, refused: spoofed.error?.code },
}));
