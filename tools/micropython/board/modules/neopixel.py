# Strings of WS2812 and SK6812 lights. The documented interface; the signal's timing is machine.bitstream's.
from machine import bitstream

# ns: high and low time of a 0, of a 1.
SLOW = (800, 1700, 1600, 900)
FAST = (400, 850, 800, 450)


class NeoPixel:
    # Where red, green, blue and white are in what a light takes.
    ORDER = (1, 0, 2, 3)

    def __init__(self, pin, n, bpp=3, timing=1):
        self.pin = pin
        self.n = n
        self.bpp = bpp
        self.buf = bytearray(n * bpp)
        self.timing = timing if isinstance(timing, tuple) else FAST if timing else SLOW
        pin.init(pin.OUT)

    def __len__(self):
        return self.n

    def __setitem__(self, i, colour):
        for c in range(self.bpp):
            self.buf[i * self.bpp + self.ORDER[c]] = colour[c]

    def __getitem__(self, i):
        return tuple(self.buf[i * self.bpp + self.ORDER[c]] for c in range(self.bpp))

    def fill(self, colour):
        for i in range(self.n):
            self[i] = colour

    def write(self):
        bitstream(self.pin, 0, self.timing, self.buf)
