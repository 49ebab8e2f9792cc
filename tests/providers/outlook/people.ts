/** People of a tenant, each with a mailbox. */

export interface Person {
  /** The object id, a guid. */
  id: string;
  displayName: string;
  givenName: string;
  surname: string;
  /** What they sign in as. */
  userPrincipalName: string;
  /** Null where a directory holds none, as for many personal accounts. */
  mail: string | null;
}

/** A person called by a first and a last name. */
export function personOf(name: string, changes: Partial<Person> = {}): Person {
  const [givenName = name, surname = ""] = name.split(" ");
  const address = `${name.toLowerCase().replace(/\W+/g, ".")}@contoso.test`;
  return {
    id: crypto.randomUUID(),
    displayName: name,
    givenName,
    surname,
    userPrincipalName: address,
    mail: address,
    ...changes,
  };
}
