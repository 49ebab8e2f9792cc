/**
 * Imports a function's entry, and prints what that took: milliseconds on the clock and of the
 * processor (all threads), and the process's memory afterwards, in bytes.
 */

/** Milliseconds of the processor so far; that Deno has no process.cpuUsage(). Linux: proc(5). */
function cpu(): number {
  const stat = Deno.readTextFileSync("/proc/self/stat");
  const [user = "0", system = "0"] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13);
  // Clock ticks are hundredths of a second on every Linux that Deno runs on.
  return (Number(user) + Number(system)) * 10;
}

const [entry = ""] = Deno.args;
const before = cpu();
const start = performance.now();
await import(entry);
const wall = performance.now() - start;
const { rss, heapUsed } = Deno.memoryUsage();
console.log(JSON.stringify({ wall, cpu: cpu() - before, rss, heapUsed }));
