/* Deep sleep, three boots: the alarm wakes, then the reset pin. Only the RTC's memory lives. */
#include "guest.h"

#define STAGE RTC_MEM(64)
#define COUNT RTC_MEM(65)
#define CHECK RTC_MEM(66)
#define MAGIC 0x51ee9000

/* Survives in RAM, if RAM did; not in .bss, which start-up clears. */
#define RAM_MARK REG(0x3fffb000)

static void sleep(uint32_t stage, uint32_t wake, uint32_t rtc_ticks) __attribute__((noreturn));
static void sleep(uint32_t stage, uint32_t wake, uint32_t rtc_ticks) {
	STAGE = MAGIC + stage;
	COUNT = tap_count();
	RAM_MARK = 0xfeedface;
	DPORT_CPU_CLOCK |= 1;
	console_drain();
	RTC_SLEEP_POWER = 0xffffffff;
	RTC_SLEEP_POWER2 = 0x20;
	RTC_WAKE = wake;
	RTC_ALARM = RTC_COUNTER + rtc_ticks;
	RTC_SLEEP &= ~RTC_SLEEP_START;
	RTC_SLEEP |= RTC_SLEEP_START;
	halt();
}

int main(void) {
	uint32_t stage = STAGE - MAGIC;
	if ((RTC_RESET_CAUSE & 0xf) == CAUSE_POWER_ON || stage > 2) {
		tap_begin(14);
		ok_equal(RTC_RESET_CAUSE & 0xf, CAUSE_POWER_ON, "first boot: cause 1");
		for (uint32_t i = 0; i < 128; i++) RTC_MEM(64 + i) = i * 0x01010101;
		CHECK = 0x600df00d;
		sleep(1, RTC_WAKE_TIMER, 2000);
	}
	tap_resume(COUNT);
	uint32_t counter = RTC_COUNTER;
	if (stage == 1) {
		ok_equal(RTC_RESET_CAUSE & 0xf, CAUSE_DEEP_SLEEP, "timer: cause 5");
		ok_equal((RTC_WAKE >> 8) & 0x3f, RTC_WAKE_TIMER, "timer: is named as the waker");
		ok_equal(CHECK, 0x600df00d, "RTC memory is kept");
		uint32_t right = 1;
		for (uint32_t i = 3; i < 128; i++) right &= RTC_MEM(64 + i) == i * 0x01010101;
		ok(right, "all 128 user words of it");
		ok(RAM_MARK != 0xfeedface, "RAM is not");
		/* 1500000 periods are ten seconds: far less than a counter that had gone on from power-on could not show. */
		ok_range(counter, 0, 60000, "the RTC counter began anew");
		ok_equal(DPORT_CPU_CLOCK & 1, 0, "the CPU is back at the single clock");
		ok_equal(GPIO_ENABLE & 0xffff, 0, "no output is enabled");
		ok_equal(SR_READ("intenable"), 0, "no interrupt is enabled");
		want("reset");
		sleep(2, 0, 0);
	}
	ok_equal(stage, 2, "reset pin: RTC memory is kept");
	uint32_t cause = RTC_RESET_CAUSE & 0xf;
	ok(cause == CAUSE_EXT_RESET || cause == CAUSE_DEEP_SLEEP, "reset pin: cause 2, or 5 where the wire to GPIO16 counts");
	ok_equal(CHECK, 0x600df00d, "and its contents");
	ok(tap_count() == 13, "three boots, one run");
	STAGE = 0;
	return 0;
}
