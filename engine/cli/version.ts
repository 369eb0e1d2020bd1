/** The Docker release whose command line this one is. */
export const cliVersion = '28.2.2';
export const gitCommit = 'drydock';
