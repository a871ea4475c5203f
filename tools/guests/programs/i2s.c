/*
 * I2S and its DMA: buffers in a ring, their interrupts and pace; what is on the pins, read back at a pace that a
 * program can follow; the FIFO without DMA; lists that are no lists; the receiver.
 */
#include "guest.h"

/* As the vendor's lldesc_t. */
struct descriptor {
	uint32_t size : 12, length : 12, unused : 5, sub_sof : 1, eof : 1, owner : 1;
	uint32_t *buffer;
	struct descriptor *next;
};

#define BUFFERS 4
#define WORDS 64
static volatile struct descriptor list[BUFFERS];
static uint32_t buffers[BUFFERS][WORDS];
static volatile uint32_t calls, ends[8], times[8];

#define CYCLES(us) ((us) * 80)

static void on_slc(struct frame *frame) {
	(void)frame;
	uint32_t status = SLC_INT_STATUS;
	SLC_INT_CLR = status;
	if (calls < 8) {
		ends[calls] = status & SLC_RX_EOF ? SLC_RX_EOF_DES_ADDR : SLC_TX_EOF_DES_ADDR;
		times[calls] = ccount();
	}
	calls++;
}

static void make_ring(uint32_t words) {
	for (uint32_t i = 0; i < BUFFERS; i++) {
		list[i].owner = 1;
		list[i].eof = 1;
		list[i].sub_sof = 0;
		list[i].unused = 0;
		list[i].length = list[i].size = 4 * words;
		list[i].buffer = buffers[i];
		list[i].next = (struct descriptor *)&list[(i + 1) % BUFFERS];
	}
}

static void reset(uint32_t conf) {
	I2S_CONF &= ~(I2S_RX_START | I2S_TX_START);
	I2S_CONF &= ~I2S_RESET_MASK;
	I2S_CONF |= I2S_RESET_MASK;
	I2S_CONF &= ~I2S_RESET_MASK;
	SLC_CONF0 = SLC_MODE(1) | SLC_RXLINK_RST | SLC_TXLINK_RST;
	SLC_CONF0 = SLC_MODE(1);
	SLC_RX_DSCR_CONF = SLC_INFOR_NO_REPLACE | SLC_TOKEN_NO_REPLACE;
	SLC_INT_CLR = 0xffffffff;
	I2S_INT_CLR = 0x3f;
	I2S_FIFO_CONF &= ~0x7f000u;
	I2S_CONF = conf | I2S_RIGHT_FIRST | I2S_MSB_RIGHT;
	calls = 0;
}

static uint32_t link(volatile struct descriptor *descriptor) {
	return SLC_LINK_START | ((uint32_t)descriptor & SLC_LINK_ADDRESS);
}

static int is_ring(uint32_t from, uint32_t count) {
	for (uint32_t i = from + 1; i < from + count; i++)
		if (ends[i] != (uint32_t)((volatile struct descriptor *)ends[i - 1])->next) return 0;
	return 1;
}

static void dma(void) {
	/* 44.1 kHz, nearly: 160 MHz / 32 / 113. */
	reset(I2S_BCK_DIV(7) | I2S_CLKM_DIV(16));
	make_ring(WORDS);
	irq_attach(INT_SLC, on_slc);
	irq_enable(BIT(INT_SLC));
	SLC_INT_ENA = SLC_RX_EOF;
	SLC_TX_LINK = link(&list[1]);
	SLC_RX_LINK = link(&list[0]);
	I2S_FIFO_CONF |= I2S_DSCR_EN;
	I2S_CONF |= I2S_TX_START;
	ok(wait_for(calls >= 8, 50000), "a buffer in the ring ends after the other");
	SLC_INT_ENA = 0;
	ok(is_ring(2, 6), "EOF_DES_ADDR goes round");
	/* 64 words of 32 bits of 112 cycles of 160 MHz: 1433.6 us. */
	ok_range(times[7] - times[4], CYCLES(3 * 1434 - 60), CYCLES(3 * 1434 + 60), "three buffers take 4.3 ms");
	ok_equal(list[0].owner, 1, "descriptors stay the DMA's");

	SLC_CONF0 |= SLC_RX_AUTO_WRBACK;
	rest_us(8000);
	ok(list[0].owner + list[1].owner + list[2].owner + list[3].owner < 4, "with AUTO_WRBACK they are given back");
	SLC_RX_LINK = SLC_LINK_STOP;
	rest_us(5000);
	ok(I2S_INT_RAW & I2S_TX_REMPTY, "a list that is stopped runs the FIFO empty");
}

/* A bit of 63 * 40 cycles of 160 MHz, in cycles of 80 MHz. */
#define BIT_CYCLES (63u * 40 / 2)

static uint32_t read_word(uint32_t pin, uint32_t start) {
	uint32_t word = 0;
	for (uint32_t bit = 0; bit < 32; bit++) {
		uint32_t at = start + bit * BIT_CYCLES + 3 * BIT_CYCLES / 4;
		while ((int32_t)(ccount() - at) < 0) {
		}
		word = word << 1 | ((GPIO_IN >> pin) & 1);
	}
	return word;
}

/* Sends the first buffer from its beginning, word select one bit early; gives the cycle at which it begins. */
static uint32_t send(void) {
	reset(I2S_BCK_DIV(63) | I2S_CLKM_DIV(40) | I2S_TRANS_MSB_SHIFT);
	make_ring(4);
	for (uint32_t i = 0; i < BUFFERS; i++) list[i].next = 0;
	SLC_RX_LINK = link(&list[0]);
	I2S_FIFO_CONF |= I2S_DSCR_EN;
	I2S_CONF |= I2S_TX_START;
	return ccount();
}

static void pins(void) {
	IOMUX_U0RXD = IOMUX_FUNC(1);
	IOMUX_GPIO2 = IOMUX_FUNC(1);
	IOMUX_MTDO = IOMUX_FUNC(1);
	buffers[0][0] = 0xdeadbeef;
	buffers[0][1] = 0x12345678;
	buffers[0][2] = 0x0000ffff;
	buffers[0][3] = 0x5a5aa5a5;
	uint32_t start = send();
	ok_equal(read_word(3, start), 0xdeadbeef, "GPIO3: the first word, upper half and high bit first");
	ok_equal(read_word(3, start + 32 * BIT_CYCLES), 0x12345678, "GPIO3: the second word");
	start = send();
	ok_equal(read_word(2, start), 0xfffe0001, "GPIO2, word select: high for the right channel, one bit early");
	start = send();
	ok_equal(read_word(15, start), 0xffffffff, "GPIO15, bit clock: high in a bit's second half");
	start = send();
	ok_equal(read_word(15, start - BIT_CYCLES / 2), 0, "GPIO15: low in its first half");
	start = send();
	rest_us(6 * 504);
	ok_equal(read_word(3, start + 7 * 32 * BIT_CYCLES), 0x5a5aa5a5, "an empty FIFO sends its last word again");
	I2S_CONF &= ~I2S_TX_START;
	delay_us(30);
	ok_equal((GPIO_IN >> 3) & 1, 0, "stopped: low");

	reset(I2S_BCK_DIV(63) | I2S_CLKM_DIV(40));
	I2S_TXFIFO = 0xcafe1234;
	I2S_CONF |= I2S_TX_START;
	ok_equal(read_word(3, ccount()), 0xcafe1234, "without DMA: what the program puts into the FIFO");
	IOMUX_U0RXD = IOMUX_GPIO2 = IOMUX_MTDO = IOMUX_FUNC(0);
}

static void bad_lists(void) {
	reset(I2S_BCK_DIV(5) | I2S_CLKM_DIV(10));
	I2S_FIFO_CONF |= I2S_DSCR_EN;
	I2S_CONF |= I2S_TX_START;
	SLC_RX_LINK = SLC_LINK_START;
	rest_us(100);
	ok(SLC_INT_RAW & SLC_RX_DSCR_ERR, "a list at no memory is an error");
	SLC_INT_CLR = 0xffffffff;
	make_ring(4);
	list[0].length = list[0].size = list[1].length = list[1].size = 0;
	list[1].next = (struct descriptor *)&list[0];
	SLC_RX_LINK = link(&list[0]);
	rest_us(1000);
	ok(!(SLC_INT_RAW & SLC_RX_DSCR_ERR), "a ring without data is none, and hangs nothing");
}

static void receiver(void) {
	IOMUX_MTDI = IOMUX_FUNC(1) | IOMUX_PULLUP;
	reset(I2S_BCK_DIV(5) | I2S_CLKM_DIV(10));
	make_ring(8);
	for (uint32_t i = 0; i < BUFFERS; i++) buffers[i][0] = buffers[i][7] = 0x11111111;
	SLC_INT_ENA = SLC_TX_EOF;
	SLC_TX_LINK = link(&list[0]);
	I2S_FIFO_CONF |= I2S_DSCR_EN;
	I2S_RXEOF_NUM = 8;
	I2S_CONF |= I2S_RX_START;
	/* A word takes 10 us. */
	ok(wait_for(calls >= 2, 5000), "the receiver fills buffers");
	ok_equal(ends[1], (uint32_t)&list[1], "TX_EOF_DES_ADDR is the second one");
	ok_range(times[1] - times[0], CYCLES(70), CYCLES(90), "eight words take 80 us");
	ok_equal(buffers[0][7], 0xffffffff, "a data pin that is high");
	ok(!list[0].owner && list[0].eof && list[0].length == 32, "a full buffer is the program's");
	wait_for(calls >= 4, 5000);
	rest_us(500);
	ok_equal(calls, 4, "buffers that are not given back are not filled again");

	want("pin 12 0");
	wait_for(!((GPIO_IN >> 12) & 1), 20000);
	I2S_CONF &= ~I2S_RX_START;
	reset(I2S_BCK_DIV(5) | I2S_CLKM_DIV(10));
	make_ring(8);
	SLC_TX_LINK = link(&list[0]);
	I2S_FIFO_CONF |= I2S_DSCR_EN;
	I2S_CONF |= I2S_RX_START;
	wait_for(calls >= 1, 5000);
	ok_equal(buffers[0][0], 0, "a data pin that is low");
	SLC_INT_ENA = 0;
}

int main(void) {
	tap_begin(24);
	dma();
	pins();
	bad_lists();
	receiver();
	ok_equal(irq_spurious, 0, "no other interrupt");
	tap_done();
}
