/* FRC2: 32 bits up, alarm, edge interrupt 10. */
#include "guest.h"

static volatile uint32_t calls, last, next_step;

static void on_frc2(struct frame *frame) {
	(void)frame;
	calls++;
	last = FRC2_COUNT;
	FRC2_INT = 0;
	if (next_step) FRC2_ALARM = FRC2_ALARM + next_step;
}

static void rate(uint32_t mode, uint32_t divider, const char *name) {
	FRC2_CTRL = 0;
	FRC2_LOAD = 0;
	FRC2_CTRL = FRC_ENABLE | mode;
	uint32_t start = ccount(), before = FRC2_COUNT;
	delay_us(1024);
	uint32_t after = FRC2_COUNT, cycles = ccount() - start;
	FRC2_CTRL = 0;
	ok_range((after - before) * divider + 300, cycles, cycles + 600, name);
}

int main(void) {
	tap_begin(15);
	FRC2_LOAD = 0x89abcdef;
	ok_equal(FRC2_COUNT, 0x89abcdef, "LOAD sets COUNT, 32 bits");
	rate(FRC_DIV1, 1, "divider 1: 80 MHz");
	rate(FRC_DIV16, 16, "divider 16: 5 MHz");
	rate(FRC_DIV256, 256, "divider 256: 312.5 kHz");

	DPORT_EDGE_INT_ENABLE = EDGE_FRC2;
	irq_attach(INT_FRC2, on_frc2);
	FRC2_INT = 0;
	SR_WRITE("intclear", BIT(INT_FRC2));
	FRC2_LOAD = 0;
	FRC2_ALARM = 4000;
	ok_equal(FRC2_ALARM, 4000, "ALARM reads back");
	irq_enable(BIT(INT_FRC2));
	FRC2_CTRL = FRC_ENABLE;
	delay_us(20);
	ok_equal(calls, 0, "not before the alarm");
	delay_us(60);
	ok_equal(calls, 1, "the alarm interrupts once");
	ok_range(last, 4000, 4500, "when COUNT is ALARM");
	ok_range(FRC2_COUNT, 4501, 20000, "COUNT goes on");

	calls = 0;
	next_step = 1000;
	FRC2_ALARM = FRC2_COUNT + 1000;
	delay_us(127);
	irq_disable(BIT(INT_FRC2));
	ok_range(calls, 9, 11, "the handler moves the alarm on: every 1000 steps");

	next_step = 0;
	calls = 0;
	FRC2_CTRL = 0;
	FRC2_LOAD = 0xffffff00;
	FRC2_ALARM = 0x100;
	SR_WRITE("intclear", BIT(INT_FRC2));
	irq_enable(BIT(INT_FRC2));
	FRC2_CTRL = FRC_ENABLE;
	delay_us(20);
	ok(FRC2_COUNT < 0x10000, "COUNT wraps at 2^32");
	ok_equal(calls, 1, "an alarm behind the wrap is met");

	calls = 0;
	FRC2_ALARM = FRC2_COUNT - 50;
	delay_us(100);
	ok_equal(calls, 0, "an alarm that is already past waits for the next round");

	/* As the SDK sets it up: bit 2 divides by 16, 5 MHz. */
	FRC2_CTRL = 0;
	FRC2_LOAD = 0;
	FRC2_ALARM = 500;
	calls = 0;
	FRC2_CTRL = FRC_ENABLE | FRC_DIV16;
	uint32_t start = ccount();
	wait_for(calls == 1, 1000);
	ok_range(ccount() - start, 7900, 8500, "divider 16: alarm after 500 steps");

	FRC2_CTRL = 0;
	calls = 0;
	FRC2_ALARM = FRC2_COUNT + 100;
	delay_us(100);
	ok_equal(calls, 0, "stopped: no alarm");
	return 0;
}
