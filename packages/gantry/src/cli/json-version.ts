/** The version of every shape that `--json` prints; it grows when a field changes its meaning or goes away. */
export const jsonVersion = 1;
