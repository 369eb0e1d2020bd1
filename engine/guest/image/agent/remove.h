#ifndef REMOVE_H
#define REMOVE_H

/* Removes a file or a whole tree; stays in its file system and follows no link. 0 or an errno; a missing path is no error. */
int remove_tree(int dir, const char *name);

#endif
