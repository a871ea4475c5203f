/* HSPI: byte order, bit order, the upper half of the data registers, odd lengths. */
#include "guest.h"

#define USER_MOSI_HIGH BIT(25)
#define USER_MISO_HIGH BIT(24)
#define USER_WRITE_BIG_ENDIAN BIT(11)
#define USER_READ_BIG_ENDIAN BIT(10)
#define CTRL_WRITE_LSB_FIRST BIT(26)
#define CTRL_READ_LSB_FIRST BIT(25)

static void run(uint32_t user, uint32_t mosi_bits, uint32_t miso_bits) {
	SPI_USER(1) = user | (mosi_bits ? SPI_USR_MOSI : 0) | (miso_bits ? SPI_USR_MISO : 0);
	SPI_USER1(1) = ((mosi_bits - 1) & 0x1ff) << 17 | ((miso_bits - 1) & 0x1ff) << 8;
	SPI_CMD(1) = SPI_USR;
	while (SPI_CMD(1) & SPI_USR) {
	}
}

/* What goes out is looked at from outside: 04 03 02 01, 01 02 03 04, 20 c0 40 80, 44 33 22 11. */
static void send(void) {
	SPI_W(1, 0) = 0x01020304;
	SPI_W(1, 8) = 0x11223344;
	SPI_CTRL(1) = 0;
	run(0, 32, 0);
	run(USER_WRITE_BIG_ENDIAN, 32, 0);
	SPI_CTRL(1) = CTRL_WRITE_LSB_FIRST;
	run(0, 32, 0);
	SPI_CTRL(1) = 0;
	run(USER_MOSI_HIGH, 32, 0);
}

int main(void) {
	tap_begin(7);
	SPI_CLOCK(1) = SPI_CLOCK_DIV(2, 4);
	SPI_SLAVE(1) = 0;
	send();
	ok_equal(SPI_W(1, 0), 0x01020304, "sending leaves the data registers");
	want("spi 01 02 03 04 01 02 03 04 01 02 03 04 01 02 03 04 a5");
	rest_us(4000);
	run(0, 0, 32);
	if (SPI_W(1, 0) == 0xffffffff) {
		for (int i = 0; i < 6; i++) skip("MISO", "no device is there");
		return 0;
	}
	ok_equal(SPI_W(1, 0), 0x04030201, "the first byte is the low one");
	run(USER_READ_BIG_ENDIAN, 0, 32);
	ok_equal(SPI_W(1, 0), 0x01020304, "big endian: the first byte is the high one");
	SPI_CTRL(1) = CTRL_READ_LSB_FIRST;
	run(0, 0, 32);
	SPI_CTRL(1) = 0;
	ok_equal(SPI_W(1, 0), 0x20c04080, "low bit first: every byte turned over");
	SPI_W(1, 0) = 0x5a5a5a5a;
	run(USER_MISO_HIGH, 0, 32);
	ok_equal(SPI_W(1, 8), 0x04030201, "upper half: W8 on");
	ok_equal(SPI_W(1, 0), 0x5a5a5a5a, "upper half: W0 stays");
	run(0, 0, 8);
	ok_equal(SPI_W(1, 0) & 0xff, 0xa5, "eight bits");
	return 0;
}
