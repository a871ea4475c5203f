/*
 * The NMI: DPORT+0 bit 0 enables, bits 4:1 choose the source. Most of it with FRC1, the way the SDK's NmiTimSetFunc
 * has it, then the other sources once each.
 */
#include "guest.h"

#define NMI_FROM_FRC1 (NMI_ENABLE | NMI_SOURCE(NMI_FRC1))

static volatile uint32_t calls, seen_ps, seen_eps, seen_epc, nested_at_source, stop_after;

static void on_nmi(struct frame *frame) {
	calls++;
	seen_ps = frame->ps;
	seen_eps = frame->eps;
	seen_epc = frame->epc;
	/* A level condition: switched off, source cleared, switched on just before RFI. */
	DPORT_NMI_ROUTE = NMI_SOURCE(NMI_FRC1);
	while (DPORT_NMI_ROUTE & NMI_ENABLE) {
	}
	FRC1_INT = 0;
	if (calls == stop_after) FRC1_CTRL = 0;
	DPORT_NMI_ROUTE = NMI_FROM_FRC1;
}

static void on_nmi_keep(struct frame *frame) {
	calls++;
	seen_epc = frame->epc;
	/* Does not clear its source the first time: the condition still holds, but never inside an NMI. */
	uint32_t before = calls;
	DPORT_NMI_ROUTE = NMI_FROM_FRC1;
	delay_us(2);
	if (calls != before) nested_at_source++;
	if (calls == 2) {
		FRC1_CTRL = 0;
		FRC1_INT = 0;
		DPORT_NMI_ROUTE = NMI_SOURCE(NMI_FRC1);
	}
}

/* Counts, and takes whatever source away; stays off. */
static void on_nmi_once(struct frame *frame) {
	(void)frame;
	calls++;
	DPORT_NMI_ROUTE = 0;
	FRC2_CTRL = 0;
	FRC2_INT = 0;
	GPIO_PIN(4) = 0;
	GPIO_STATUS_W1TC = 0xffff;
	UART_INT_ENA(1) = 0;
	WDT_CTL = 0;
	WDT_RST = WDT_FEED;
	SPI_SLAVE(1) = 0;
}

static void source(uint32_t number, const char *name) {
	calls = 0;
	DPORT_NMI_ROUTE = NMI_ENABLE | NMI_SOURCE(number);
	if (number == NMI_FRC2) {
		FRC2_LOAD = 0;
		FRC2_ALARM = 800;
		FRC2_CTRL = FRC_ENABLE;
	} else if (number == NMI_GPIO) {
		GPIO_ENABLE = BIT(4);
		GPIO_PIN(4) = GPIO_PIN_INT(GPIO_INT_RISING);
		GPIO_OUT_W1TS = BIT(4);
	} else if (number == NMI_UART) {
		UART_INT_ENA(1) = UART_TXFIFO_EMPTY;
	} else if (number == NMI_SPI) {
		SPI_USER(1) = SPI_USR_MOSI;
		SPI_USER1(1) = 7 << 17;
		SPI_SLAVE(1) = SPI_TRANS_INTEN;
		SPI_CMD(1) = SPI_USR;
	} else {
		WDT_CTL = 0x38;
		WDT_OP = 0;
		WDT_OP_ND = 8;
		WDT_RST = WDT_FEED;
		WDT_CTL = 0x39;
	}
	delay_us(2000);
	ok_equal(calls, 1, name);
	WDT_CTL = 0;
	DPORT_NMI_ROUTE = 0;
}

static void frc1(uint32_t period, uint32_t mode) {
	FRC1_CTRL = 0;
	FRC1_INT = 0;
	calls = 0;
	FRC1_LOAD = period;
	FRC1_CTRL = FRC_ENABLE | mode;
}

int main(void) {
	tap_begin(20);
	nmi_handler = on_nmi;
	SR_WRITE("intenable", 0);

	DPORT_NMI_ROUTE = NMI_SOURCE(NMI_FRC1);
	ok_equal(DPORT_NMI_ROUTE, 0x0e, "the routing register reads back");
	stop_after = 1;
	frc1(800, 0);
	delay_us(30);
	ok_equal(calls, 0, "not enabled: no NMI");
	DPORT_NMI_ROUTE = NMI_FROM_FRC1;
	delay_us(1);
	ok_equal(calls, 1, "enabled with the source still active: NMI");
	ok_equal(seen_ps & (PS_INTLEVEL | PS_EXCM), 3 | PS_EXCM, "in the NMI PS.INTLEVEL is 3, PS.EXCM set");
	ok_equal(seen_eps, SR_READ("ps"), "EPS3 holds PS");

	stop_after = 3;
	frc1(1600, FRC_AUTOLOAD);
	uint32_t start = ccount();
	wait_for(calls == 3, 200);
	uint32_t took = ccount() - start;
	ok_equal(calls, 3, "auto-load: three NMIs");
	ok_range(took, 4700, 5500, "1600 cycles apart");

	stop_after = 1;
	uint32_t ps = RSIL(15);
	frc1(800, 0);
	delay_us(30);
	uint32_t at_15 = calls;
	SR_WRITE("ps", ps);
	ok_equal(at_15, 1, "PS.INTLEVEL 15 does not hold the NMI off");
	ok_equal(seen_eps & PS_INTLEVEL, 15, "EPS3 shows the level it came at");
	ok_equal(SR_READ("intenable"), 0, "INTENABLE was 0 all the time");

	SR_WRITE("ps", ps | PS_EXCM);
	frc1(800, 0);
	delay_us(30);
	uint32_t with_excm = calls;
	SR_WRITE("ps", ps);
	ok_equal(with_excm, 1, "nor does PS.EXCM");
	ok(seen_eps & PS_EXCM, "EPS3 shows PS.EXCM");

	nmi_handler = on_nmi_keep;
	frc1(800, 0);
	delay_us(100);
	ok_equal(calls, 2, "a source that is not cleared: again after RFI");
	ok_equal(nested_at_source, 0, "never inside an NMI");

	nmi_handler = on_nmi;
	DPORT_NMI_ROUTE = NMI_ENABLE | NMI_SOURCE(NMI_GPIO);
	frc1(800, 0);
	delay_us(30);
	ok_equal(calls, 0, "another source chosen: FRC1 makes no NMI");
	FRC1_CTRL = 0;
	FRC1_INT = 0;

	nmi_handler = on_nmi_once;
	source(NMI_SPI, "source 2: SPI");
	source(NMI_GPIO, "source 4: GPIO");
	source(NMI_UART, "source 5: UART");
	source(NMI_WDT, "source 6: watchdog");
	source(NMI_FRC2, "source 8: FRC2");
	return 0;
}
