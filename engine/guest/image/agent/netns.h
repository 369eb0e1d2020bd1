#ifndef NETNS_H
#define NETNS_H

/* All: -1 with errno. */
int netns_open(const char *name);
int netns_create(const char *name);
/* A missing one is no error. */
int netns_remove(const char *name);

#endif
