# The port's modules that work without sockets. Drivers in Python (neopixel, dht, onewire) are in micropython-lib, a
# submodule that Debian's package leaves out.
for module_file in ("_boot.py", "flashbdev.py", "inisetup.py"):
    module(module_file, base_path="$(PORT_DIR)/modules", opt=3)
include("$(MPY_DIR)/extmod/asyncio")
