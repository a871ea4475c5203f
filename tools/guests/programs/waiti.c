/* WAITI: whatever may interrupt ends it, at its time; EPC1 is the instruction behind it. */
#include "guest.h"

static volatile uint32_t calls, epc;

/* Takes every source away; which one it was the test knows. */
static void on_any(struct frame *frame) {
	calls++;
	epc = frame->epc;
	irq_disable(0x3fff);
	FRC1_INT = 0;
	FRC2_INT = 0;
	UART_INT_ENA(1) = 0;
	GPIO_STATUS_W1TC = 0xffff;
	WDT_CTL = 0;
	WDT_RST = WDT_FEED;
	SPI_SLAVE(1) = 0;
}

static void on_nmi(struct frame *frame) {
	calls++;
	epc = frame->epc;
	DPORT_NMI_ROUTE = 0;
	FRC1_INT = 0;
}

/* The instruction after this WAITI. */
extern char behind_waiti[];
extern void wait_here(void);
__asm__(".text\n\t.align 4\nwait_here:\n\twaiti 0\nbehind_waiti:\n\tret\n");

/* Cycles that WAITI waited for interrupt `number`, which has been set going. */
static uint32_t wait_cycles(uint32_t number) {
	calls = 0;
	irq_attach(number, on_any);
	uint32_t ps = RSIL(1);
	irq_enable(BIT(number));
	uint32_t start = ccount();
	wait_here();
	uint32_t cycles = ccount() - start;
	SR_WRITE("ps", ps);
	return cycles;
}

int main(void) {
	tap_begin(15);
	DPORT_EDGE_INT_ENABLE = EDGE_FRC1 | EDGE_FRC2 | EDGE_WDT;
	console_drain();

	/* Entry and dispatch take a few hundred cycles: 800 are ten microseconds. */
	SR_WRITE("ccompare0", ccount() + 40000);
	uint32_t cycles = wait_cycles(INT_CCOMPARE);
	ok_equal(calls, 1, "CCOMPARE0");
	ok_equal(epc, (uint32_t)behind_waiti, "EPC1 is the instruction behind WAITI");
	ok_range(cycles, 39500, 40800, "at its time");

	FRC1_LOAD = 20000;
	FRC1_CTRL = FRC_ENABLE;
	cycles = wait_cycles(INT_FRC1);
	FRC1_CTRL = 0;
	ok_range(cycles, 19500, 20800, "FRC1");

	FRC2_LOAD = 0;
	FRC2_ALARM = 2000;
	FRC2_CTRL = FRC_ENABLE | FRC_DIV16;
	cycles = wait_cycles(INT_FRC2);
	FRC2_CTRL = 0;
	ok_range(cycles, 31500, 32800, "FRC2");

	UART_CLKDIV(1) = 8000;
	UART_CONF0(1) = UART_8N1;
	UART_CONF1(1) = 1 << 8;
	for (int i = 0; i < 3; i++) UART_FIFO(1) = 0x55;
	UART_INT_CLR(1) = UART_TXFIFO_EMPTY;
	UART_INT_ENA(1) = UART_TXFIFO_EMPTY;
	cycles = wait_cycles(INT_UART);
	ok_range(cycles, 79000, 81000, "UART1: the second byte leaves the FIFO after the first frame");

	WDT_CTL = 0x38;
	WDT_OP = 2;
	WDT_OP_ND = 8;
	WDT_RST = WDT_FEED;
	WDT_CTL = 0x39;
	cycles = wait_cycles(INT_WDT);
	ok_range(cycles, 80 * 3040, 80 * 3360, "watchdog");

	SPI_CLOCK(1) = SPI_CLOCK_DIV(10, 8);
	SPI_USER(1) = SPI_USR_MOSI;
	SPI_USER1(1) = 255 << 17;
	SPI_SLAVE(1) = SPI_TRANS_INTEN;
	SPI_CMD(1) = SPI_USR;
	cycles = wait_cycles(INT_SPI);
	ok_range(cycles, 20000, 22000, "HSPI: 256 bits at 1 MHz");

	want("pin 4 0");
	rest_us(4000);
	IOMUX_GPIO4 = IOMUX_FUNC(0);
	GPIO_STATUS_W1TC = 0xffff;
	GPIO_PIN(4) = GPIO_PIN_INT(GPIO_INT_RISING);
	want("pin 4 1");
	/* Two milliseconds after the request in a test; much later when somebody does it by hand. */
	cycles = wait_cycles(INT_GPIO);
	GPIO_PIN(4) = 0;
	ok_equal(calls, 1, "GPIO, from outside");
	ok_range(cycles, 80 * 1000, 0x7fffffff, "not before");

	UART_CONF0(0) |= UART_RXFIFO_RST;
	UART_CONF0(0) &= ~UART_RXFIFO_RST;
	UART_CONF1(0) = 1;
	UART_INT_CLR(0) = 0x1ff;
	want("uart \"w\"");
	UART_INT_ENA(0) = UART_RXFIFO_FULL;
	cycles = wait_cycles(INT_UART);
	UART_INT_ENA(0) = 0;
	ok_equal(UART_FIFO(0), 'w', "UART0, from outside");

	/* At level 15 the NMI alone. */
	nmi_handler = on_nmi;
	calls = 0;
	FRC1_INT = 0;
	FRC1_LOAD = 20000;
	FRC1_CTRL = FRC_ENABLE;
	SR_WRITE("intset", BIT(INT_SOFTWARE));
	irq_enable(BIT(INT_SOFTWARE));
	uint32_t ps = RSIL(15);
	DPORT_NMI_ROUTE = NMI_ENABLE | NMI_SOURCE(NMI_FRC1);
	uint32_t start = ccount();
	WAITI(15);
	cycles = ccount() - start;
	irq_disable(0x3fff);
	SR_WRITE("intclear", BIT(INT_SOFTWARE));
	FRC1_CTRL = 0;
	SR_WRITE("ps", ps);
	ok_equal(calls, 1, "WAITI 15: the NMI ends it");
	ok_range(cycles, 19000, 20800, "and nothing of a lower level does");

	FRC2_LOAD = 0;
	FRC2_CTRL = FRC_ENABLE;
	FRC2_ALARM = 0x80000000;
	SR_WRITE("ccompare0", ccount() + 80000);
	uint32_t apb = watch(), us = SYSTEM_TIME_US;
	wait_cycles(INT_CCOMPARE);
	apb = watch() - apb;
	us = SYSTEM_TIME_US - us;
	ok_range(apb, 79500, 81000, "FRC2 counts during WAITI");
	ok_range(us, 995, 1012, "so does the system time");
	return 0;
}
