/*
 * LEDs on GPIO3 through I2S: each bit in four steps of 3.2 MHz, 1000 or 1110, out of a ring that rests on four bytes of
 * zeros until there is a picture, and comes back to them after it. That is what libraries for such strips do.
 */
#include "guest.h"

struct descriptor {
	uint32_t size : 12, length : 12, unused : 5, sub_sof : 1, eof : 1, owner : 1;
	void *buffer;
	struct descriptor *next;
};

#define PIXELS 8
#define BYTES (3 * PIXELS)
static volatile struct descriptor list[4];
static uint32_t rest[1], latch[64], picture[BYTES];
static volatile uint32_t shown;

static void on_slc(struct frame *frame) {
	(void)frame;
	SLC_INT_CLR = SLC_INT_STATUS;
	list[1].next = (struct descriptor *)&list[0];
	shown++;
}

static void describe(uint32_t i, void *buffer, uint32_t bytes, uint32_t next, uint32_t eof) {
	list[i].owner = 1;
	list[i].eof = eof;
	list[i].sub_sof = list[i].unused = 0;
	list[i].length = list[i].size = bytes;
	list[i].buffer = buffer;
	list[i].next = (struct descriptor *)&list[next];
}

/* A byte is one word, its highest bit first. */
static uint32_t steps(uint8_t byte) {
	uint32_t word = 0;
	for (int bit = 7; bit >= 0; bit--) word = word << 4 | (byte >> bit & 1 ? 0xe : 0x8);
	return word;
}

static void show(uint32_t turn) {
	for (uint32_t i = 0; i < BYTES; i++) picture[i] = steps((uint8_t)(37 * i + 11 * turn));
	uint32_t before = shown;
	list[1].next = (struct descriptor *)&list[2];
	ok(wait_for(shown != before, 20000), "the picture has been read");
	rest_us(3000);
}

int main(void) {
	tap_begin(4);
	IOMUX_U0RXD = IOMUX_FUNC(1);
	describe(0, rest, sizeof rest, 1, 0);
	describe(1, rest, sizeof rest, 0, 0);
	describe(2, picture, sizeof picture, 3, 1);
	describe(3, latch, sizeof latch, 0, 0);
	SLC_CONF0 = SLC_MODE(1);
	SLC_RX_DSCR_CONF = SLC_INFOR_NO_REPLACE | SLC_TOKEN_NO_REPLACE;
	irq_attach(INT_SLC, on_slc);
	irq_enable(BIT(INT_SLC));
	SLC_INT_ENA = SLC_RX_EOF;
	SLC_TX_LINK = SLC_LINK_START | ((uint32_t)&list[3] & SLC_LINK_ADDRESS);
	SLC_RX_LINK = SLC_LINK_START | ((uint32_t)&list[0] & SLC_LINK_ADDRESS);
	I2S_FIFO_CONF |= I2S_DSCR_EN;
	I2S_CONF = I2S_BCK_DIV(5) | I2S_CLKM_DIV(10) | I2S_RIGHT_FIRST | I2S_MSB_RIGHT;
	I2S_CONF |= I2S_TX_START;
	rest_us(3000);
	ok_equal(shown, 0, "the ring rests");
	for (uint32_t turn = 0; turn < 3; turn++) show(turn);
	tap_done();
}
