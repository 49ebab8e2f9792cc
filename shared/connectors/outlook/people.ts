import { z } from "zod";
import type { Person } from "../../contracts/events.ts";
import { mailKey } from "../../events/person.ts";

/** An address with the name that it is shown by. */
export const Mailbox = z.object({
  emailAddress: z.object({
    name: z.string().nullish().catch(null),
    address: z.string().nullish().catch(null),
  }),
});
export type Mailbox = z.infer<typeof Mailbox>;

/** Recipients as they were written; one that is none costs itself alone. */
export const Mailboxes = z.array(z.unknown()).catch([]).transform((entries) =>
  entries.flatMap((entry) => Mailbox.safeParse(entry).data ?? [])
);

/** How a reader knows somebody: by name, else by address. */
export function nameOf(person: Mailbox | null | undefined): string | null {
  const { name, address } = person?.emailAddress ?? {};
  return name?.trim() || address?.trim() || null;
}

/** Whether it is one of these addresses, which are in lower case. */
export function isAt(person: Mailbox | null | undefined, own: ReadonlySet<string>): boolean {
  const address = person?.emailAddress.address?.trim().toLowerCase();
  return address !== undefined && own.has(address);
}

/** Who it is for all sources: their mail address says so. */
export function personAt(person: Mailbox | null | undefined): { person?: Person } {
  const key = mailKey(person?.emailAddress.address);
  return key === null ? {} : { person: { keys: [key], names: [] } };
}
