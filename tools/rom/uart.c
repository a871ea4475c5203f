/* UARTs: the SDK's uart.h names the structures, the Technical Reference the registers. */
#include "rom.h"

#define STATUS_RX(status) ((status) & 0xff)
#define STATUS_TX(status) (((status) >> 16) & 0xff)
#define FIFO_RESETS 0x60000u
#define AUTOBAUD_ON 1u
/* Pulses shorter than this many clocks count for nothing. */
#define AUTOBAUD_GLITCH(clocks) ((clocks) << 8)
#define PULSE_MASK 0xfffffu
#define EDGES 30
#define IOMUX_MTDI 0x60000804u
#define IOMUX_MTCK 0x60000808u
#define IOMUX_GPIO2 0x60000838u
#define IOMUX_U0RXD 0x60000814u
#define IOMUX_U0TXD 0x60000818u
#define IOMUX_SD_DATA1 0x60000824u

/* The receive buffer holds a whole line. */
#define RX_LINE 2

extern char entry_uart_rx_intr_handler[];

/* The byte after `p` in the receive buffer, whose size is fixed whatever stands in it. */
static u8 *after(const struct rx_buffer *b, u8 *p)
{
	return p + 1 == b->start + sizeof uart_rx_space ? b->start : p + 1;
}

/* Empties the FIFO into the buffer; what was not fetched is overwritten. */
void uart_rx_intr_handler(void *argument)
{
	struct rx_buffer *b = argument;
	u32 base = UART_BASE(UartDev.buffer_uart);

	if (!(REG(base + UART_INT_ST) & 1))
		return;
	while (STATUS_RX(REG(base + UART_STATUS))) {
		u8 c = REG(base + UART_FIFO);
		*b->write = c;
		b->write = after(b, b->write);
		if (c == '\r')
			b->state = RX_LINE;
	}
	REG(base + UART_INT_CLR) = 1;
}

int uart_tx_one_char(u8 c)
{
	u32 base = UART_BASE(UartDev.buffer_uart);
	/* One at a time: the console's pace is the line's. */
	while (STATUS_TX(REG(base + UART_STATUS)))
		;
	REG(base + UART_FIFO) = c;
	return 0;
}

/* 0, or 1 when there is none. */
int uart_rx_one_char(u8 *c)
{
	u32 base = UART_BASE(UartDev.buffer_uart);
	if (!STATUS_RX(REG(base + UART_STATUS)))
		return 1;
	*c = REG(base + UART_FIFO);
	return 0;
}

char uart_rx_one_char_block(void)
{
	u32 base = UART_BASE(UartDev.buffer_uart);
	while (!STATUS_RX(REG(base + UART_STATUS)))
		;
	return REG(base + UART_FIFO);
}

int uart_rx_readbuff(struct rx_buffer *b, u8 *c)
{
	if (b->write == b->read)
		return 1;
	*c = *b->read;
	b->read = after(b, b->read);
	return 0;
}

void ets_putc(char c)
{
	uart_tx_one_char(c);
}

char ets_getc(char *c)
{
	return *c = uart_rx_one_char_block();
}

void uart_div_modify(int uart, u32 divisor)
{
	u32 base = UART_BASE(uart);
	REG(base + UART_CLKDIV) = divisor;
	set_bits(base + UART_CONF0, FIFO_RESETS);
	clear_bits(base + UART_CONF0, FIFO_RESETS);
}

static void pad_function(u32 pad, u32 function)
{
	clear_bits(pad, 0x130);
	set_bits(pad, function);
}

/* 115200 baud of a 40 MHz crystal's doubled clock; with the usual 26 MHz crystal that makes 74880. */
#define DIVISOR 0x2b6

void Uart_Init(int uart)
{
	u32 base = UART_BASE(uart);

	if (uart == 0) {
		clear_bits(IOMUX_U0TXD, 0x80);
		clear_bits(IOMUX_U0TXD, 0x130);
		clear_bits(IOMUX_U0TXD, 0x80);
		pad_function(IOMUX_GPIO2, 0x100);
	} else {
		pad_function(IOMUX_SD_DATA1, 0x130);
	}
	uart_div_modify(uart, DIVISOR);
	REG(base + UART_CONF0) = (UartDev.data_bits << 2) | UartDev.parity | (UartDev.exist_parity << 1) |
				 (UartDev.stop_bits << 4);
	set_bits(base + UART_CONF0, FIFO_RESETS);
	clear_bits(base + UART_CONF0, FIFO_RESETS);
	REG(base + UART_CONF1) = 1;
	REG(base + UART_INT_CLR) = 0xffff;
	set_bits(base + UART_INT_ENA, 1);
}

void uartAttach(void)
{
	struct rx_buffer *rx = &UartDev.rx;

	UartDev.baud = 115200;
	UartDev.data_bits = 3;
	UartDev.exist_parity = 0;
	UartDev.parity = 0;
	UartDev.stop_bits = 0;
	UartDev.flow_control = 0;
	rx->size = sizeof uart_rx_space;
	rx->start = uart_rx_space;
	rx->write = uart_rx_space;
	rx->read = uart_rx_space;
	rx->trigger = 1;
	rx->state = 0;
	UartDev.tx.size = sizeof uart_tx_space;
	UartDev.tx.start = uart_tx_space;
	UartDev.rx_state = 0;
	UartDev.received = 0;
	UartDev.buffer_uart = 0;
	_xtos_ints_off(1 << 5);
	_xtos_set_interrupt_handler_arg(5, (handler)entry_uart_rx_intr_handler, rx);
}

/* Makes a UART the console. Back on UART0, the other one is silenced and what was received is forgotten. */
void uart_buff_switch(u8 uart)
{
	u32 other = UART_BASE(1);
	if (uart == 0) {
		REG(other + UART_INT_CLR) = 0xffff;
		clear_bits(other + UART_INT_ENA, 0x1ff);
		UartDev.rx.read = UartDev.rx.write;
		UartDev.rx.state = 0;
	}
	UartDev.buffer_uart = uart;
}

struct uart_device *GetUartDevice(void)
{
	return &UartDev;
}

/*
 * The divisor from what the line shows: the shortest low and high pulse, in clocks of the UART, are a bit each; half
 * their sum and a correction is the divisor. 0 when there were too few edges and nobody wants to wait.
 */
int uart_baudrate_detect(int uart, int no_wait)
{
	u32 base = UART_BASE(uart);

	if (!UartDev.rx_state) {
		clear_bits(base + UART_AUTOBAUD, AUTOBAUD_ON);
		REG(base + UART_AUTOBAUD) = AUTOBAUD_GLITCH(8) | AUTOBAUD_ON;
		UartDev.rx_state = 1;
	}
	while (REG(base + UART_PULSE_NUM) < EDGES) {
		if (no_wait)
			return 0;
		ets_delay_us(1000);
	}
	u32 sum = (REG(base + UART_LOWPULSE) & PULSE_MASK) + (REG(base + UART_HIGHPULSE) & PULSE_MASK);
	clear_bits(base + UART_AUTOBAUD, AUTOBAUD_ON);
	return (sum >> 1) + 12;
}
