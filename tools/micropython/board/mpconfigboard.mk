# The port's own Makefile includes this from BOARD_DIR. From the command line come ESP_SDK (our SDK), LIBS (its
# objects) and MICROPY_PY_SSL=0, which the Makefile would overwrite if it were set here.
# Layout: the port's for 2 MB and more, so the file system begins at 1 MB.
LD_FILES = boards/esp8266_2MiB.ld

# Debian's source package leaves the submodules out: no axTLS, no Berkeley DB. ESP-NOW needs the vendor's library.
MICROPY_PY_BTREE = 0
MICROPY_PY_ESPNOW = 0

MICROPY_VFS_FAT = 1
MICROPY_VFS_LFS2 = 1

FROZEN_MANIFEST = $(BOARD_DIR)/manifest.py

CFLAGS += -DMP_CONFIGFILE='<mpconfigreplay.h>' -isystem $(ESP_SDK)/libc

# The port reads words beside symbols of the ROM and the SDK; the compiler takes each for one object of its own. It also
# declares an object in a header without extern, which compilers merged until GCC 10.
CFLAGS += -Wno-array-bounds -fcommon
