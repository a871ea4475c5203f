/*
 * UART: FIFOs, interrupts, speed. What needs only the chip runs on UART1 in loop-back; what needs the outside,
 * on UART0's RX.
 */
#include "guest.h"

#define FAST 87   /* 80 MHz / 87: 919540 baud */
#define SLOW 8333 /* 9600 baud */

static volatile uint32_t calls, seen;

static void on_uart(struct frame *frame) {
	(void)frame;
	calls++;
	seen = UART_INT_ST(1);
	while (UART_RX_COUNT(1)) (void)UART_FIFO(1);
	UART_INT_CLR(1) = seen;
}

static void reset(uint32_t divider, uint32_t conf0, uint32_t conf1) {
	UART_INT_ENA(1) = 0;
	UART_CLKDIV(1) = divider;
	UART_CONF0(1) = conf0 | UART_RXFIFO_RST | UART_TXFIFO_RST;
	UART_CONF0(1) = conf0;
	UART_CONF1(1) = conf1;
	delay_us(20);
	UART_INT_CLR(1) = 0x1ff;
}

static void send(uint32_t from, uint32_t count) {
	for (uint32_t i = 0; i < count; i++) UART_FIFO(1) = from + i;
}

static void fifos(void) {
	reset(SLOW, UART_8N1, 0x60);
	ok_equal(UART_CLKDIV(1), SLOW, "CLKDIV reads back");
	ok_equal(UART_CONF1(1) & 0x7f, 0x60, "CONF1 reads back");
	send(0, 20);
	ok_range(UART_TX_COUNT(1), 19, 20, "TX FIFO: twenty bytes less the one in the shifter");
	send(0, 109);
	ok_equal(UART_TX_COUNT(1), 128, "TX FIFO holds 128 bytes");
	UART_CONF0(1) = UART_8N1 | UART_TXFIFO_RST;
	ok_equal(UART_TX_COUNT(1), 0, "TX FIFO reset");
	UART_CONF0(1) = UART_8N1;
	delay_us(1200);

	reset(FAST, UART_8N1 | UART_LOOPBACK, 0x60);
	send('a', 5);
	delay_us(100);
	ok_equal(UART_RX_COUNT(1), 5, "loop-back: five bytes sent, five received");
	uint32_t right = 1;
	for (uint32_t i = 0; i < 5; i++) right &= UART_FIFO(1) == 'a' + i;
	ok(right, "in order");
	ok_equal(UART_RX_COUNT(1), 0, "reading empties the RX FIFO");
	send(0, 3);
	delay_us(60);
	UART_CONF0(1) |= UART_RXFIFO_RST;
	UART_CONF0(1) &= ~UART_RXFIFO_RST;
	ok_equal(UART_RX_COUNT(1), 0, "RX FIFO reset");
}

static void thresholds(void) {
	reset(FAST, UART_8N1 | UART_LOOPBACK, 4);
	send(0, 3);
	delay_us(60);
	ok_equal(UART_INT_RAW(1) & UART_RXFIFO_FULL, 0, "RXFIFO_FULL: not at three bytes of four");
	send(3, 1);
	delay_us(30);
	ok(UART_INT_RAW(1) & UART_RXFIFO_FULL, "RXFIFO_FULL: at the fourth");
	UART_INT_CLR(1) = UART_RXFIFO_FULL;
	ok(UART_INT_RAW(1) & UART_RXFIFO_FULL, "cleared while the FIFO is as full: it is back");
	(void)UART_FIFO(1);
	UART_INT_CLR(1) = UART_RXFIFO_FULL;
	ok_equal(UART_INT_RAW(1) & UART_RXFIFO_FULL, 0, "cleared after a byte was read: it stays away");

	reset(SLOW, UART_8N1, 10 << 8 | 0x60);
	send(0, 16);
	UART_INT_CLR(1) = UART_TXFIFO_EMPTY;
	ok_equal(UART_INT_RAW(1) & UART_TXFIFO_EMPTY, 0, "TXFIFO_EMPTY: not above its threshold");
	uint32_t met = wait_for(UART_INT_RAW(1) & UART_TXFIFO_EMPTY, 8000);
	uint32_t left = UART_TX_COUNT(1);
	ok(met, "TXFIFO_EMPTY: when the FIFO has drained to it");
	ok_range(left, 9, 10, "with as many bytes left as CONF1 says");
	UART_CONF0(1) = UART_8N1 | UART_TXFIFO_RST;
	delay_us(1200);
}

static void timeout(void) {
	reset(FAST, UART_8N1 | UART_LOOPBACK, UART_RX_TOUT(2) | 0x60);
	send(0, 1);
	uint32_t arrived = wait_for(UART_RX_COUNT(1) == 1, 100);
	uint32_t start = ccount();
	uint32_t early = UART_INT_RAW(1) & UART_RXFIFO_TOUT;
	uint32_t met = wait_for(UART_INT_RAW(1) & UART_RXFIFO_TOUT, 200);
	uint32_t took = ccount() - start;
	ok(arrived && !early && met, "RXFIFO_TOUT: some time after the last byte");
	/* Two byte times, of eight to ten bits of 87 cycles. */
	ok_range(took, 2 * 8 * FAST - 200, 3 * 10 * FAST, "after two byte times");
	(void)UART_FIFO(1);
	UART_INT_CLR(1) = UART_RXFIFO_TOUT;
	delay_us(100);
	ok_equal(UART_INT_RAW(1) & UART_RXFIFO_TOUT, 0, "RXFIFO_TOUT: not with an empty FIFO");
	reset(FAST, UART_8N1 | UART_LOOPBACK, 0x60);
	send(0, 1);
	delay_us(200);
	ok_equal(UART_INT_RAW(1) & UART_RXFIFO_TOUT, 0, "RXFIFO_TOUT: not when it is switched off");
}

static void overflow(void) {
	reset(FAST, UART_8N1 | UART_LOOPBACK, 0x60);
	send(0, 126);
	delay_us(1500);
	ok_equal(UART_INT_RAW(1) & UART_RXFIFO_OVF, 0, "RXFIFO_OVF: not within 128 bytes");
	send(126, 4);
	delay_us(100);
	ok(UART_INT_RAW(1) & UART_RXFIFO_OVF, "RXFIFO_OVF: when more have come");
	ok_equal(UART_RX_COUNT(1), 128, "RX FIFO holds 128 bytes");
	uint32_t right = 1;
	for (uint32_t i = 0; i < 128; i++) right &= UART_FIFO(1) == i;
	ok(right, "the first 128 are kept");
	UART_INT_CLR(1) = UART_RXFIFO_OVF;
	ok_equal(UART_INT_RAW(1) & UART_RXFIFO_OVF, 0, "INT_CLR clears RXFIFO_OVF");
}

/* Cycles that twenty frames take on the line; measured on arrivals, the first to the last of twenty-one. */
static uint32_t twenty_frames(uint32_t divider, uint32_t conf0) {
	reset(divider, conf0 | UART_LOOPBACK, 0x60);
	watch_start();
	send(0x40, 21);
	while (UART_RX_COUNT(1) < 1) {
	}
	uint32_t start = watch();
	while (UART_RX_COUNT(1) < 21) {
	}
	return watch() - start;
}

static void speed(void) {
	ok_range(twenty_frames(FAST, UART_8N1), 20 * 10 * FAST - 80, 20 * 10 * FAST + 80, "8N1: ten bit times a frame");
	ok_range(twenty_frames(694, UART_8N1), 20 * 10 * 694 - 80, 20 * 10 * 694 + 80, "115200 baud: eight times slower");
	ok_range(twenty_frames(FAST, UART_8N2), 20 * 11 * FAST - 80, 20 * 11 * FAST + 80, "8N2: eleven bit times");
	ok_range(twenty_frames(FAST, UART_7E1), 20 * 10 * FAST - 80, 20 * 10 * FAST + 80, "7E1: ten bit times");
	ok_range(twenty_frames(FAST, 1 << 4), 20 * 7 * FAST - 80, 20 * 7 * FAST + 80, "5N1: seven bit times");
}

static void interrupts(void) {
	reset(FAST, UART_8N1 | UART_LOOPBACK, 4);
	send(0, 4);
	delay_us(100);
	ok_equal(UART_INT_ST(1) & UART_RXFIFO_FULL, 0, "INT_ST: nothing that is not enabled");
	irq_attach(INT_UART, on_uart);
	irq_enable(BIT(INT_UART));
	ok_equal(calls, 0, "no interrupt without INT_ENA");
	UART_INT_ENA(1) = UART_RXFIFO_FULL;
	ok_equal(calls, 1, "INT_ENA: interrupt 5");
	ok_equal(seen, UART_RXFIFO_FULL, "INT_ST shows RXFIFO_FULL");
	irq_disable(BIT(INT_UART));
	send(0, 4);
	delay_us(100);
	ok_equal(SR_READ("interrupt") & BIT(INT_UART), BIT(INT_UART), "the line is up while the condition holds");
	ok_equal(UART_INT_STATUS & 5, 4, "0x3FF20020 bit 2: it is UART1");
	while (UART_RX_COUNT(1)) (void)UART_FIFO(1);
	UART_INT_CLR(1) = 0x1ff;
	ok_equal(SR_READ("interrupt") & BIT(INT_UART), 0, "and down when it does not");
	UART_INT_ENA(1) = 0;
}

static void from_outside(void) {
	UART_CONF0(0) |= UART_RXFIFO_RST;
	UART_CONF0(0) &= ~UART_RXFIFO_RST;
	want("uart \"abc\"");
	wait_for(UART_RX_COUNT(0) == 3, 20000);
	ok_equal(UART_RX_COUNT(0), 3, "UART0: three bytes from outside");
	uint32_t a = UART_FIFO(0), b = UART_FIFO(0), c = UART_FIFO(0);
	ok(a == 'a' && b == 'b' && c == 'c', "UART0: abc");

	UART_CONF1(0) = UART_RX_TOUT(2) | 0x60;
	UART_INT_CLR(0) = 0x1ff;
	want("uart \"k\"");
	ok(wait_for(UART_INT_RAW(0) & UART_RXFIFO_TOUT, 20000), "UART0: one key raises RXFIFO_TOUT");
	ok_equal(UART_FIFO(0), 'k', "UART0: k");
	ok_equal(UART_INT_RAW(0) & (UART_FRM_ERR | UART_PARITY_ERR | UART_BRK_DET), 0, "UART0: without an error");

	/* Autobaud: edges counted, shortest low and high pulse in cycles; the ROM computes (low + high) / 2 + 12. */
	UART_AUTOBAUD(0) = 0;
	UART_AUTOBAUD(0) = 8 << 8 | 1;
	want("uart \"UUUUUUUU\"");
	wait_for(UART_RX_COUNT(0) == 8, 20000);
	delay_us(50);
	uint32_t low = UART_LOWPULSE(0), high = UART_HIGHPULSE(0);
	ok_range(UART_PULSE_NUM(0) & 0x3ff, 30, 80, "autobaud: edges counted");
	ok_range((low + high) / 2, FAST - 16, FAST + 4, "autobaud: the shortest pulses are a bit time");
	UART_AUTOBAUD(0) = 0;
	while (UART_RX_COUNT(0)) (void)UART_FIFO(0);
}

int main(void) {
	tap_begin(44);
	fifos();
	thresholds();
	timeout();
	overflow();
	speed();
	interrupts();
	from_outside();
	return 0;
}
