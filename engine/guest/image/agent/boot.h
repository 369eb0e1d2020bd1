#ifndef BOOT_H
#define BOOT_H

#include <stdbool.h>

/* File systems, console, loopback: all that does not need the engine. */
void boot_system(void);
/* Says that it waits, waits for the line `go` on the console, mounts the engine's tree and opens the channel. */
void boot_channel(int *rx, int *tx);

#endif
