# 1-Wire bus. The documented interface; single bits and bytes are the firmware's _onewire.
import _onewire


class OneWireError(Exception):
    pass


class OneWire:
    SEARCH_ROM = 0xF0
    MATCH_ROM = 0x55
    SKIP_ROM = 0xCC

    def __init__(self, pin):
        self.pin = pin
        pin.init(pin.OPEN_DRAIN, pin.PULL_UP)

    def reset(self, required=False):
        present = _onewire.reset(self.pin)
        if required and not present:
            raise OneWireError
        return present

    def readbit(self):
        return _onewire.readbit(self.pin)

    def readbyte(self):
        return _onewire.readbyte(self.pin)

    def readinto(self, buf):
        for i in range(len(buf)):
            buf[i] = self.readbyte()

    def writebit(self, value):
        return _onewire.writebit(self.pin, value)

    def writebyte(self, value):
        return _onewire.writebyte(self.pin, value)

    def write(self, buf):
        for b in buf:
            self.writebyte(b)

    def select_rom(self, rom):
        self.reset()
        self.writebyte(self.MATCH_ROM)
        self.write(rom)

    def crc8(self, data):
        return _onewire.crc8(data)

    def scan(self):
        # Each pass finds one device: where devices differ it takes the 1 first, at the last fork of the pass before the
        # other way, and leaves the forks in front of that as they were.
        found = []
        rom = bytearray(8)
        fork = 65
        while fork:
            fork = self._search(rom, fork)
            if fork is None:
                break
            found.append(bytearray(rom))
        return found

    def _search(self, rom, fork):
        # Finds the next device into rom; gives the last fork (1 to 64) with a way left, 0 at the end, None if nobody.
        if not self.reset():
            return None
        self.writebyte(self.SEARCH_ROM)
        left = 0
        for n in range(64):
            bit = self.readbit()
            inverse = self.readbit()
            if bit and inverse:
                return None
            if not bit and not inverse:
                # Some have 0 here, some 1.
                if n + 1 < fork:
                    bit = 1 if fork == 65 else rom[n >> 3] >> (n & 7) & 1
                if n + 1 > fork:
                    bit = 1
                if bit:
                    left = n + 1
            self.writebit(bit)
            mask = 1 << (n & 7)
            rom[n >> 3] = rom[n >> 3] & ~mask & 0xFF | (mask if bit else 0)
        return left
