/*
 * A break: TXD_BRK holds UART1's line low, and its looped-back receiver, which sees no stop bit for a whole frame, says
 * so (ESP8266 Technical Reference, UART_CONF0 and UART_INT_RAW).
 */
#include "guest.h"

#define FAST 87
#define FRAME_US 11
#define ERRORS (UART_PARITY_ERR | UART_FRM_ERR | UART_BRK_DET)
#define LOOP (UART_8N1 | UART_LOOPBACK)

static volatile uint32_t calls, seen;

static void on_uart(struct frame *frame) {
	(void)frame;
	calls++;
	seen = UART_INT_ST(1);
	UART_INT_CLR(1) = ERRORS;
}

static void begin(void) {
	UART_CLKDIV(1) = FAST;
	UART_CONF1(1) = 0x60;
	UART_CONF0(1) = LOOP | UART_RXFIFO_RST | UART_TXFIFO_RST;
	UART_CONF0(1) = LOOP;
	delay_us(5 * FRAME_US);
	UART_INT_CLR(1) = 0x1ff;
}

int main(void) {
	tap_begin(10);
	begin();
	ok_equal(UART_INT_RAW(1) & ERRORS, 0, "a line at rest: no error");

	UART_CONF0(1) = LOOP | UART_TXD_BRK;
	delay_us(3 * FRAME_US);
	ok(UART_INT_RAW(1) & UART_BRK_DET, "TXD_BRK, for longer than a frame: BRK_DET");
	ok(UART_INT_RAW(1) & UART_FRM_ERR, "and FRM_ERR, for want of a stop bit");
	ok_equal(UART_RX_COUNT(1), 1, "one byte");
	ok_equal(UART_FIFO(1), 0, "of zeros");
	delay_us(10 * FRAME_US);
	ok_equal(UART_RX_COUNT(1), 0, "however long it is");
	UART_CONF0(1) = LOOP;
	delay_us(3 * FRAME_US);
	UART_INT_CLR(1) = 0x1ff;

	UART_FIFO(1) = 0x5a;
	delay_us(3 * FRAME_US);
	ok(UART_RX_COUNT(1) == 1 && UART_FIFO(1) == 0x5a, "a byte passes as before");
	ok_equal(UART_INT_RAW(1) & ERRORS, 0, "without an error");

	irq_attach(INT_UART, on_uart);
	UART_INT_ENA(1) = UART_BRK_DET;
	irq_enable(BIT(INT_UART));
	UART_CONF0(1) = LOOP | UART_TXD_BRK;
	wait_for(calls > 0, 1000);
	UART_CONF0(1) = LOOP;
	delay_us(3 * FRAME_US);
	irq_disable(BIT(INT_UART));
	UART_INT_ENA(1) = 0;
	ok_equal(calls, 1, "BRK_DET enabled: interrupt 5, once");
	ok_equal(seen, UART_BRK_DET, "for that reason alone");
	return 0;
}
