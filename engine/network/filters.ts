/** Docker's filter argument, decoded: key to values. */
export type NetworkFilters = Readonly<Record<string, readonly string[]>>;

/** All of `wanted` (`key` or `key=value`) are there, and none of `unwanted`. */
export function labelsMatch(
  labels: Readonly<Record<string, string>>,
  wanted: readonly string[] = [],
  unwanted: readonly string[] = [],
): boolean {
  const has = (wish: string) => {
    const equals = wish.indexOf('=');
    return equals < 0 ? Object.hasOwn(labels, wish) : labels[wish.slice(0, equals)] === wish.slice(equals + 1);
  };
  return wanted.every(has) && !unwanted.some(has);
}
