/** Filters travel as JSON: `{"status":{"exited":true}}`. */
export type Filters = Readonly<Record<string, readonly string[]>>;
