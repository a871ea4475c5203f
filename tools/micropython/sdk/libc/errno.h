/* The port has the variable; MicroPython's own numbers go into it. */
#ifndef REPLAY_SDK_ERRNO_H
#define REPLAY_SDK_ERRNO_H

int *__errno(void);
#define errno (*__errno())

#define ENOMEM 12

#endif
