// The port's configuration without what needs sources that Debian's package does not have.
#include "mpconfigport.h"

// lwIP: a submodule. Without it there are no sockets; network.WLAN stays and reports that there is no network.
#undef MICROPY_PY_LWIP
#define MICROPY_PY_LWIP (0)
#undef MICROPY_PY_LWIP_SOCK_RAW
#define MICROPY_PY_LWIP_SOCK_RAW (0)
#undef MICROPY_PY_WEBREPL
#define MICROPY_PY_WEBREPL (0)
