/* There are no connections without a network; the port includes this and uses none of it. */
#ifndef REPLAY_SDK_ESPCONN_H
#define REPLAY_SDK_ESPCONN_H

#include "c_types.h"

#endif
