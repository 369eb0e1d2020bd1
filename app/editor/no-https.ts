/** Stands in for Node's `https` in the browser bundle (next.config.js): the Dockerfile service gets no registry, only what it knows itself. */
export function get(): never {
  throw new Error('There is no network in the editor.');
}
