/* FRC1: 23 bits down, three prescalers, auto-load, edge interrupt 9 behind DPORT's gate. */
#include "guest.h"

static volatile uint32_t calls, last;

static void on_frc1(struct frame *frame) {
	(void)frame;
	calls++;
	last = ccount();
	FRC1_INT = 0;
}

static void rate(uint32_t mode, uint32_t divider, const char *name) {
	FRC1_CTRL = 0;
	FRC1_LOAD = 0x7fffff;
	FRC1_CTRL = FRC_ENABLE | mode;
	uint32_t start = ccount(), before = FRC1_COUNT;
	delay_us(1024);
	uint32_t after = FRC1_COUNT, cycles = ccount() - start;
	FRC1_CTRL = 0;
	/* Counted steps times divider against CPU cycles: both 80 MHz; a step and a dozen cycles of reading apart. */
	uint32_t counted = (before - after) * divider;
	ok_range(counted + 300, cycles, cycles + 600, name);
}

int main(void) {
	tap_begin(23);
	ok_equal(FRC1_CTRL & 0xff, 0, "stopped after reset");
	FRC1_LOAD = 0x00123456;
	ok_equal(FRC1_LOAD, 0x123456, "LOAD reads back");
	ok_equal(FRC1_COUNT, 0x123456, "LOAD sets COUNT");
	FRC1_LOAD = 0xffffffff;
	ok_equal(FRC1_COUNT, 0x7fffff, "23 bits");
	rate(FRC_DIV1, 1, "divider 1: 80 MHz");
	rate(FRC_DIV16, 16, "divider 16: 5 MHz");
	rate(FRC_DIV256, 256, "divider 256: 312.5 kHz");
	uint32_t count = FRC1_COUNT;
	delay_us(10);
	ok_equal(FRC1_COUNT, count, "stopped: COUNT stands");

	FRC1_LOAD = 0x700000;
	FRC1_CTRL = FRC_ENABLE | FRC_DIV1;
	delay_us(10);
	FRC1_LOAD = 0x1000;
	uint32_t restarted = FRC1_COUNT;
	FRC1_CTRL = 0;
	FRC1_INT = 0;
	ok_range(restarted, 0x1000 - 100, 0x1000, "LOAD while running: it goes on from there");

	irq_attach(INT_FRC1, on_frc1);
	SR_WRITE("intclear", BIT(INT_FRC1));
	irq_enable(BIT(INT_FRC1));
	FRC1_LOAD = 800;
	FRC1_CTRL = FRC_ENABLE | FRC_DIV1;
	delay_us(30);
	FRC1_CTRL = 0;
	ok_equal(calls, 0, "gate in DPORT closed: no interrupt");
	FRC1_INT = 0;
	SR_WRITE("intclear", BIT(INT_FRC1));

	DPORT_EDGE_INT_ENABLE = EDGE_FRC1;
	ok_equal(DPORT_EDGE_INT_ENABLE, EDGE_FRC1, "the gate register reads back");
	FRC1_LOAD = 1600;
	uint32_t start = ccount();
	FRC1_CTRL = FRC_ENABLE | FRC_DIV1;
	delay_us(60);
	ok_equal(calls, 1, "one shot: one interrupt");
	ok_range(last - start, 1600, 2000, "after LOAD cycles");
	FRC1_CTRL = 0;

	calls = 0;
	FRC1_LOAD = 1000;
	start = ccount();
	FRC1_CTRL = FRC_ENABLE | FRC_AUTOLOAD | FRC_DIV1;
	wait_for(calls == 20, 1000);
	uint32_t took = last - start;
	ok_range(FRC1_COUNT, 1, 1000, "auto-load: COUNT stays within LOAD");
	FRC1_CTRL = 0;
	ok_range(took, 20000, 20500, "auto-load: twenty periods");

	calls = 0;
	FRC1_LOAD = 100;
	FRC1_CTRL = FRC_ENABLE | FRC_AUTOLOAD | FRC_DIV16;
	start = ccount();
	wait_for(calls == 5, 1000);
	took = last - start;
	FRC1_CTRL = 0;
	ok_range(took, 7900, 8500, "divider 16: five periods of 100 steps");

	/* An edge is latched while the interrupt is disabled, and INTCLEAR forgets it. */
	irq_disable(BIT(INT_FRC1));
	calls = 0;
	FRC1_LOAD = 80;
	FRC1_CTRL = FRC_ENABLE;
	delay_us(5);
	ok(FRC1_CTRL & FRC_INT_STATUS, "CTRL bit 8 shows the interrupt");
	ok_equal(SR_READ("interrupt") & BIT(INT_FRC1), BIT(INT_FRC1), "the edge is latched while disabled");
	FRC1_CTRL = 0;
	FRC1_INT = 0;
	ok_equal(FRC1_CTRL & FRC_INT_STATUS, 0, "INT clears CTRL bit 8");
	ok_equal(SR_READ("interrupt") & BIT(INT_FRC1), BIT(INT_FRC1), "but not the core's latch");
	SR_WRITE("intclear", BIT(INT_FRC1));
	ok_equal(SR_READ("interrupt") & BIT(INT_FRC1), 0, "INTCLEAR does");

	/* CTRL bit 0: level instead of edge. The request stands until INT is written. */
	calls = 0;
	FRC1_LOAD = 800;
	FRC1_CTRL = FRC_ENABLE | FRC_LEVEL;
	delay_us(30);
	ok_equal(SR_READ("interrupt") & BIT(INT_FRC1), BIT(INT_FRC1), "level: the request is seen");
	irq_enable(BIT(INT_FRC1));
	delay_us(5);
	FRC1_CTRL = 0;
	ok_equal(calls, 1, "level: taken, until the handler writes INT");
	return 0;
}
