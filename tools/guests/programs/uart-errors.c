/*
 * What goes wrong on a line: a byte from outside at a hundredth of UART0's speed is a break with a missing stop
 * bit, and wrong where parity is odd. Nothing goes wrong in loop-back, whatever the frame.
 */
#include "guest.h"

#define FAST 87
#define UART_ODD BIT(0)
#define UART_PARITY BIT(1)
#define ERRORS (UART_PARITY_ERR | UART_FRM_ERR | UART_BRK_DET)
#define SLOW_BYTE "uart 9600 \"U\""

static volatile uint32_t calls, seen;

static void on_uart(struct frame *frame) {
	(void)frame;
	calls++;
	seen = UART_INT_ST(0);
	UART_INT_CLR(0) = ERRORS;
}

static void forget(void) {
	while (UART_RX_COUNT(0)) (void)UART_FIFO(0);
	UART_INT_CLR(0) = 0x1ff;
}

/* Asks for a slow byte; the error bits it has brought, or 0 when none came. */
static uint32_t slow_byte(uint32_t conf0) {
	want(SLOW_BYTE);
	UART_CONF0(0) = conf0;
	forget();
	wait_for(UART_INT_RAW(0) & UART_FRM_ERR, 20000);
	delay_us(2000);
	UART_CONF0(0) = UART_8N1;
	return UART_INT_RAW(0) & ERRORS;
}

static void from_outside(void) {
	uint32_t raw = slow_byte(UART_8N1);
	if (!raw) {
		for (int i = 0; i < 6; i++) skip("a slow byte", "none came");
		return;
	}
	ok(raw & UART_FRM_ERR, "8N1: FRM_ERR");
	ok(raw & UART_BRK_DET, "8N1: BRK_DET");
	UART_INT_CLR(0) = UART_FRM_ERR;
	ok_equal(UART_INT_RAW(0) & (UART_FRM_ERR | UART_BRK_DET), UART_BRK_DET, "INT_CLR clears one bit alone");
	forget();
	ok_equal(UART_INT_RAW(0) & ERRORS, 0, "and all of them");
	raw = slow_byte(UART_8N1 | UART_PARITY | UART_ODD);
	ok(raw & UART_PARITY_ERR, "8O1: eight zeros and a zero: PARITY_ERR");
	forget();

	irq_attach(INT_UART, on_uart);
	UART_INT_ENA(0) = UART_FRM_ERR;
	irq_enable(BIT(INT_UART));
	want(SLOW_BYTE);
	wait_for(calls > 0, 20000);
	delay_us(2000);
	irq_disable(BIT(INT_UART));
	UART_INT_ENA(0) = 0;
	ok(calls > 0 && seen == UART_FRM_ERR, "FRM_ERR enabled: interrupt 5");
	forget();
}

static void loop_back(uint32_t conf0, const char *name) {
	UART_CLKDIV(1) = FAST;
	UART_CONF1(1) = 0x60;
	UART_CONF0(1) = conf0 | UART_LOOPBACK | UART_RXFIFO_RST;
	UART_CONF0(1) = conf0 | UART_LOOPBACK;
	delay_us(50);
	UART_INT_CLR(1) = 0x1ff;
	static const uint8_t bytes[] = {0x00, 0x01, 0x43, 0x7f};
	for (int i = 0; i < 4; i++) UART_FIFO(1) = bytes[i];
	delay_us(100);
	uint32_t right = UART_RX_COUNT(1) == 4 && (UART_INT_RAW(1) & ERRORS) == 0;
	for (int i = 0; i < 4; i++) right &= UART_FIFO(1) == bytes[i];
	ok(right, name);
}

int main(void) {
	tap_begin(11);
	from_outside();
	loop_back(UART_8N1, "8N1 in loop-back: four bytes, no error");
	loop_back(UART_8N1 | UART_PARITY, "8E1 in loop-back");
	loop_back(UART_8N1 | UART_PARITY | UART_ODD, "8O1 in loop-back");
	loop_back(UART_7E1, "7E1 in loop-back");
	loop_back(UART_8N2 | UART_PARITY, "8E2 in loop-back");
	return 0;
}
