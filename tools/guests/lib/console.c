/* The console: UART0, polled. */
#include "guest.h"

void console_init(uint32_t divider) {
	UART_INT_ENA(0) = 0;
	UART_CLKDIV(0) = divider;
	UART_CONF0(0) = UART_8N1 | UART_RXFIFO_RST;
	UART_CONF0(0) = UART_8N1;
	UART_CONF1(0) = 0x60;
	UART_INT_CLR(0) = 0x1ff;
}

void console_put(char c) {
	while (UART_TX_COUNT(0) >= 126) {
	}
	UART_FIFO(0) = (uint8_t)c;
}

void console_text(const char *text) {
	while (*text != '\0') console_put(*text++);
}

void console_hex(uint32_t value) {
	console_text("0x");
	for (int shift = 28; shift >= 0; shift -= 4) console_put("0123456789abcdef"[(value >> shift) & 15]);
}

/* By subtraction: the core cannot divide. */
void console_number(uint32_t value) {
	static const uint32_t powers[] = {1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};
	int begun = 0;
	for (int i = 0; i < 10; i++) {
		char digit = '0';
		while (value >= powers[i]) {
			value -= powers[i];
			digit++;
		}
		begun |= digit != '0' || i == 9;
		if (begun) console_put(digit);
	}
}

void console_drain(void) {
	while (UART_TX_COUNT(0) > 0) {
	}
	/* The byte in the shifter is not in the count: one frame of eleven bits at most. */
	delay_us(200);
}
