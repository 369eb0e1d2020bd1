/** Far more than anything here takes on a slow machine: it ends a test that would hang. Milliseconds. */
const patience = 120_000;

/** Looks until it is so: how long that takes is the machine's affair. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + patience; !(await holds()); ) {
    if (performance.now() > end) throw new Error(`not in ${patience / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
