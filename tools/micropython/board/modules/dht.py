# DHT11 and DHT22, humidity and temperature. The documented interface; the signal's timing is machine.dht_readinto's.
from machine import dht_readinto


class DHTBase:
    def __init__(self, pin):
        self.pin = pin
        self.buf = bytearray(5)

    def measure(self):
        dht_readinto(self.pin, self.buf)
        if sum(self.buf[:4]) & 0xFF != self.buf[4]:
            raise Exception("checksum error")


class DHT11(DHTBase):
    # Whole numbers; the bytes behind them are always 0.
    def humidity(self):
        return self.buf[0]

    def temperature(self):
        return self.buf[2]


class DHT22(DHTBase):
    # Tenths, high byte first; bit 15 of the temperature is its sign.
    def humidity(self):
        return (self.buf[0] << 8 | self.buf[1]) * 0.1

    def temperature(self):
        tenths = (self.buf[2] & 0x7F) << 8 | self.buf[3]
        return (-tenths if self.buf[2] & 0x80 else tenths) * 0.1
