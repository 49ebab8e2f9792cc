import { parse } from "yaml";
import { z } from "zod";
import { RemedyError } from "../usage.ts";

/** Where the platform's management API is, and under which host its projects are. */
export interface Profile {
  /** Without a slash at its end. */
  apiUrl: string;
  /** A project's own address is `https://<ref>.<projectHost>`. */
  projectHost: string;
}

const HOSTED: Profile = { apiUrl: "https://api.supabase.com", projectHost: "supabase.co" };

const file = z.object({
  api_url: z.url({ protocol: /^https?$/ }),
  project_host: z.string().min(1),
});

/**
 * The platform that the Supabase CLI is told to use: its own, or, where SUPABASE_PROFILE names a
 * file, the one described there, in YAML (`api_url`, `project_host`; the CLI reads further keys).
 *
 * @throws {RemedyError} where the file cannot be used
 */
export async function readProfile(name: string | undefined): Promise<Profile> {
  if (name === undefined || name === "" || name === "supabase") return HOSTED;
  let text: string;
  try {
    text = await Deno.readTextFile(name);
  } catch {
    throw new RemedyError(
      `SUPABASE_PROFILE names ${name}, which cannot be read: unset it, or name a YAML file`,
    );
  }
  const described = file.safeParse(parseYaml(text));
  if (!described.success) {
    throw new RemedyError(
      `${name}: must be YAML with api_url (an http(s) URL) and project_host, as SUPABASE_PROFILE has it`,
    );
  }
  const { api_url, project_host } = described.data;
  return { apiUrl: api_url.replace(/\/+$/, ""), projectHost: project_host };
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
