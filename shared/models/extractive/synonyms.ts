import { stemmer } from "stemmer";

/** Words that say the same where one asks and another tells; one group a line. */
const groups = `
cost price pricing pay paid fee charge expensive rate
year yr yearly annual
begin start launch open
end stop finish close
fix mend solve repair fixed resolve
change modify edit update alter
remove delete drop clear uninstall
add install include
disable off deactivate false
enable activate true
error exception failure problem bug issue crash
equivalent similar same alternative instead
database db
dependency dep library lib package
repository repo
function fn method
option flag setting key config configuration switch
document doc documentation manual guide
picture image photo
meeting meetup appointment
mail email
company firm employer
job position vacancy hiring
big large size
fast quick speed performance performant
allow support permit able can
show display print
write send contact talk
choose pick prefer recommend favourite favorite
version release
convert turn transform
build compile
move relocate
holiday vacation leave
place location address
versus vs against compare
fall drop decline crash decrease down
rise increase grow up
describe explain explanation
forget forgot forgotten
break broke broken
take took taken
give gave given
speak spoke spoken
sell sold
win won
lose lost
buy bought purchase
bring brought
think thought
hold held
begin began begun
run ran
eat ate eaten
see saw seen
know knew known
drive drove driven
write wrote written
choose chose chosen
send sent
build built
find found
leave left
meet met
teach taught
catch caught
become became
`;

const shared = new Map<string, Set<string>>();
for (const group of groups.trim().split("\n")) {
  const stems = group.split(" ").map((word) => stemmer(word));
  for (const stem of stems) {
    const others = shared.get(stem) ?? new Set();
    for (const other of stems) if (other !== stem) others.add(other);
    shared.set(stem, others);
  }
}

/** Stems that say about the same as this one, in any of its senses. */
export function synonymsOf(stem: string): ReadonlySet<string> {
  return shared.get(stem) ?? new Set();
}

const light = new Set(
  "give take put happen stand help find bring look call mean name kind become keep let try turn person example list work call made much long per possible exist time day date hour minute company color colour tool platform framework service command thing type sort number percent percentage amount author editor version function which finally longer well project article page post explain count compare"
    .split(" ").map((word) => stemmer(word)),
);

/** Whether a stem says little of what a question is about. */
export function isLight(stem: string): boolean {
  return light.has(stem);
}
