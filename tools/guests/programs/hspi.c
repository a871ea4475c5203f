/* HSPI: transfers of every phase, MISO from a device outside, time on the wire, the interrupt. */
#include "guest.h"

static volatile uint32_t calls, seen;

static void on_spi(struct frame *frame) {
	(void)frame;
	calls++;
	seen = DPORT_INT2_STATUS;
	SPI_SLAVE(1) &= ~SPI_TRANS_DONE;
}

static void run(void) {
	SPI_CMD(1) = SPI_USR;
	while (SPI_CMD(1) & SPI_USR) {
	}
}

/* Phases: MOSI and MISO in bits, 0 for none. */
static void phases(uint32_t user, uint32_t mosi_bits, uint32_t miso_bits) {
	SPI_USER(1) = user | (mosi_bits ? SPI_USR_MOSI : 0) | (miso_bits ? SPI_USR_MISO : 0);
	SPI_USER1(1) = 23u << 26 | ((mosi_bits - 1) & 0x1ff) << 17 | ((miso_bits - 1) & 0x1ff) << 8 | 7;
}

static uint32_t wire_cycles(uint32_t prescale, uint32_t divider, uint32_t bits) {
	SPI_CLOCK(1) = SPI_CLOCK_DIV(prescale, divider);
	phases(0, bits, 0);
	uint32_t start = ccount();
	run();
	return ccount() - start;
}

int main(void) {
	tap_begin(17);
	IOMUX_MTDI = IOMUX_MTCK = IOMUX_MTMS = IOMUX_MTDO = IOMUX_FUNC(2);
	SPI_SLAVE(1) = 0;
	SPI_CLOCK(1) = SPI_CLOCK_DIV(2, 4);
	for (int i = 0; i < 16; i++) SPI_W(1, i) = 0x03020100 + 0x04040404 * i;
	ok_equal(SPI_W(1, 15), 0x3f3e3d3c, "the data registers read back");
	phases(0, 32, 0);
	run();
	ok_equal(SPI_CMD(1), 0, "CMD reads 0 when the transfer is over");
	ok(SPI_SLAVE(1) & SPI_TRANS_DONE, "TRANS_DONE is set");
	ok_equal(SPI_W(1, 0), 0x03020100, "MOSI only: W0 stays");

	/* Nothing on MISO but what was asked for. */
	want("spi a5 5a 01 80 12 34 56 78 9a bc de f0 0f 1e 2d 3c");
	rest_us(4000);
	phases(0, 0, 32);
	run();
	if (SPI_W(1, 0) == 0xffffffff) {
		for (int i = 0; i < 6; i++) skip("MISO", "no device is there");
	} else {
		ok_equal(SPI_W(1, 0), 0x80015aa5, "MISO: four bytes, the first in W0's low byte");
		ok_equal(SPI_W(1, 1), 0x07060504, "MISO: W1 stays");
		SPI_USER2(1) = 7u << 28 | 0x9b;
		SPI_ADDR(1) = 0x12345600;
		phases(SPI_USR_COMMAND | SPI_USR_ADDR, 0, 16);
		run();
		ok_equal(SPI_W(1, 0) & 0xffff, 0x3412, "command, address, MISO: two bytes");
		SPI_W(1, 0) = 0x11223344;
		phases(SPI_DOUTDIN, 32, 0);
		run();
		ok_equal(SPI_W(1, 0), 0xbc9a7856, "full duplex: received where it was sent from");
		phases(SPI_USR_COMMAND | SPI_USR_DUMMY, 0, 48);
		run();
		ok_equal(SPI_W(1, 0), 0x1e0ff0de, "command, dummy, MISO: six bytes");
		ok_equal(SPI_W(1, 1) & 0xffff, 0x3c2d, "the last two in W1");
	}
	phases(0, 0, 8);
	run();
	ok_equal(SPI_W(1, 0) & 0xff, 0xff, "no device answers: MISO is high");

	/* A fifth more for starting and polling. */
	ok_range(wire_cycles(1, 8, 512), 8 * 512, 8 * 512 + 8 * 512 / 5, "512 bits at 10 MHz");
	ok_range(wire_cycles(10, 8, 256), 80 * 256, 80 * 256 + 80 * 256 / 20, "256 bits at 1 MHz");

	irq_attach(INT_SPI, on_spi);
	irq_enable(BIT(INT_SPI));
	SPI_SLAVE(1) = 0;
	phases(0, 8, 0);
	run();
	ok_equal(calls, 0, "no interrupt without TRANS_INTEN");
	SPI_SLAVE(1) = SPI_TRANS_INTEN;
	run();
	delay_us(2);
	ok_equal(calls, 1, "TRANS_INTEN: interrupt 2");
	ok_equal(seen & (BIT(4) | BIT(7)), BIT(7), "0x3FF00020 bit 7: it is HSPI");
	ok_equal(irq_spurious, 0, "and no other");
	return 0;
}
