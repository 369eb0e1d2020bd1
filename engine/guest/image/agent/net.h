#ifndef NET_H
#define NET_H

/* `lo` up in the namespace of the calling thread; -1 with errno. */
int net_loopback_up(void);

#endif
