/* The hardware watchdog: feeding, the interrupt of stage 0, the reset of stage 1. A stage is 0.8 ms * 2^n. */
#include "guest.h"

#define STAGE RTC_MEM(64)
#define COUNT RTC_MEM(65)
#define BEGAN RTC_MEM(66)
#define CALLS RTC_MEM(67)
#define MAGIC 0x30d60000

static volatile uint32_t calls, last;

static void on_wdt(struct frame *frame) {
	(void)frame;
	calls++;
	last = ccount();
	WDT_RST = WDT_FEED;
}

static void on_wdt_mute(struct frame *frame) {
	(void)frame;
	CALLS = CALLS + 1;
}

/* As the SDK's wdt_init: mode bits 0x38, then time-outs, a feed, and the enable. */
static void start(uint32_t stage0, uint32_t stage1) {
	WDT_CTL = 0;
	WDT_CTL = 0x38;
	WDT_OP = stage0;
	WDT_OP_ND = stage1;
	WDT_RST = WDT_FEED;
	WDT_CTL = 0x39;
}

static void first_boot(void) {
	tap_begin(14);
	irq_attach(INT_WDT, on_wdt);
	DPORT_EDGE_INT_ENABLE = EDGE_WDT;
	SR_WRITE("intclear", BIT(INT_WDT));
	irq_enable(BIT(INT_WDT));

	start(3, 5);
	uint32_t begun = ccount();
	wait_for(calls == 1, 20000);
	WDT_CTL = 0;
	ok_equal(calls, 1, "stage 0: interrupt 8");
	/* 6.4 ms; the document says "about", hence five percent. */
	ok_range(last - begun, 80 * 6080, 80 * 6720, "stage 0: after 0.8 ms * 2^3");

	calls = 0;
	start(3, 5);
	begun = ccount();
	wait_for(calls == 3, 40000);
	WDT_CTL = 0;
	ok_equal(calls, 3, "a handler that feeds starts stage 0 again");
	ok_range(last - begun, 80 * 3 * 6080, 80 * 3 * 6720, "at the same distance");

	calls = 0;
	start(2, 2);
	for (int i = 0; i < 15; i++) {
		delay_us(1500);
		WDT_RST = WDT_FEED;
	}
	WDT_CTL = 0;
	ok_equal(calls, 0, "fed in time: no interrupt, no reset");
	start(2, 2);
	WDT_CTL = 0x38;
	delay_us(10000);
	ok_equal(calls, 0, "disabled: no interrupt, no reset");
	WDT_OP = 0xb;
	WDT_OP_ND = 0xd;
	ok(WDT_OP == 0xb && WDT_OP_ND == 0xd, "the time-outs read back");

	STAGE = MAGIC + 1;
	COUNT = tap_count();
	CALLS = 0;
	console_drain();
	irq_attach(INT_WDT, on_wdt_mute);
	BEGAN = RTC_COUNTER;
	/* A byte other than the key feeds nothing. */
	start(2, 3);
	for (;;) {
		delay_us(500);
		WDT_RST = 0x42;
	}
}

static void second_boot(void) {
	uint32_t after = RTC_COUNTER;
	ok_equal(RTC_RESET_CAUSE & 0xf, CAUSE_WATCHDOG, "stage 1: reset with cause 4");
	ok_equal(CALLS, 1, "the interrupt of stage 0 came first, once");
	/* The counter goes on over this reset: 3.2 + 6.4 ms are 1478 periods of 6.496 us; the boot ROM takes its own time. */
	ok_range(after - BEGAN, 1000, 60000, "after both stages");
	ok_equal(WDT_CTL & WDT_ENABLE, 0, "the watchdog is off after the reset, or start-up could switch it off");

	/* Interrupts masked: the reset comes all the same. */
	STAGE = MAGIC + 2;
	COUNT = tap_count();
	CALLS = 0;
	console_drain();
	irq_attach(INT_WDT, on_wdt_mute);
	DPORT_EDGE_INT_ENABLE = 0;
	irq_enable(BIT(INT_WDT));
	RSIL(15);
	start(1, 1);
	for (;;) {
	}
}

int main(void) {
	uint32_t cause = RTC_RESET_CAUSE & 0xf, stage = STAGE - MAGIC;
	if (cause == CAUSE_POWER_ON || stage < 1 || stage > 2) first_boot();
	tap_resume(COUNT);
	if (stage == 1) second_boot();
	ok_equal(cause, CAUSE_WATCHDOG, "hung with interrupts masked: cause 4");
	ok_equal(CALLS, 0, "and no interrupt");
	ok_equal(stage, 2, "RTC memory is kept");
	STAGE = 0;
	return 0;
}
