/* The MAC's clock and timer 1, which raise interrupt 0; access points take their beacons' time from it. */
#include "guest.h"

#define MAC_INT_ENA REG(0x3ff20c18)
#define MAC_INT_RAW REG(0x3ff20c1c)
#define MAC_INT_ST REG(0x3ff20c20)
#define MAC_INT_CLR REG(0x3ff20c24)
#define MAC_TIME_LOW REG(0x3ff21048)
#define MAC_TIME_HIGH REG(0x3ff2104c)
#define MAC_TIMER1_CONTROL REG(0x3ff210c8)
#define MAC_TIMER1_ALARM_LOW REG(0x3ff210cc)
#define MAC_TIMER1_ALARM_HIGH REG(0x3ff210d0)
#define TIMER1 BIT(26)
#define ARMED BIT(31)

static volatile uint32_t calls, seen, at;

static void on_mac(struct frame *frame) {
	(void)frame;
	calls++;
	at = MAC_TIME_LOW;
	seen = MAC_INT_ST;
	MAC_INT_CLR = seen;
}

static uint32_t arm(uint32_t us) {
	uint32_t alarm = MAC_TIME_LOW + us;
	MAC_TIMER1_ALARM_LOW = alarm;
	MAC_TIMER1_ALARM_HIGH = MAC_TIME_HIGH;
	MAC_TIMER1_CONTROL |= ARMED;
	return alarm;
}

int main(void) {
	tap_begin(10);
	uint32_t before = MAC_TIME_LOW;
	delay_us(1000);
	ok_range(MAC_TIME_LOW - before, 999, 1004, "the MAC's clock counts microseconds");
	ok_equal(MAC_TIME_HIGH, 0, "of which there are less than 2^32");

	irq_attach(0, on_mac);
	arm(100);
	delay_us(50);
	ok_equal(MAC_INT_RAW & TIMER1, 0, "timer 1: not before its alarm");
	delay_us(100);
	ok_equal(MAC_INT_RAW & TIMER1, TIMER1, "timer 1: bit 26 after it");
	ok_equal(MAC_INT_ST & TIMER1, 0, "not shown while it is not enabled");
	irq_enable(BIT(0));
	ok_equal(calls, 0, "and no interrupt");
	MAC_INT_ENA = TIMER1;
	ok_equal(calls, 1, "enabled: interrupt 0");
	ok_equal(seen, TIMER1, "shown");
	uint32_t alarm = arm(300);
	wait_for(calls == 2, 1000);
	ok_range(at - alarm, 0, 8, "armed again: interrupt at the alarm");
	ok_equal(SR_READ("interrupt") & BIT(0), 0, "cleared, the line is down");
	return 0;
}
