#ifndef APPLETS_H
#define APPLETS_H

int docker_main(int argc, char **argv);
int curl_main(int argc, char **argv);

#endif
