# The port's modules that work without sockets, and asyncio.
for module_file in ("_boot.py", "apa102.py", "flashbdev.py", "inisetup.py"):
    module(module_file, base_path="$(PORT_DIR)/modules", opt=3)
include("$(MPY_DIR)/extmod/asyncio")

# The usual drivers are in micropython-lib, a submodule that Debian's package leaves out: these are ours.
for module_file in ("dht.py", "ds18x20.py", "neopixel.py", "onewire.py"):
    module(module_file, base_path="$(BOARD_DIR)/modules", opt=3)
