/* RTC memory: words only live there, through a software reset and the reset pin. */
#include "guest.h"

#define STAGE RTC_MEM(64)
#define COUNT RTC_MEM(65)
#define COUNTER RTC_MEM(191)
#define MAGIC 0x47a30000

static uint32_t value(uint32_t i, uint32_t stage) { return (i * 0x9e3779b1) ^ (stage * 0x01234567); }

static void fill(uint32_t stage) {
	for (uint32_t i = 66; i < 191; i++) RTC_MEM(i) = value(i, stage);
	STAGE = MAGIC + stage;
	COUNT = tap_count();
	console_drain();
}

static uint32_t intact(uint32_t stage) {
	uint32_t right = 1;
	for (uint32_t i = 66; i < 191; i++) right &= RTC_MEM(i) == value(i, stage);
	return right;
}

int main(void) {
	uint32_t stage = STAGE - MAGIC;
	if ((RTC_RESET_CAUSE & 0xf) == CAUSE_POWER_ON || stage > 2) {
		tap_begin(8);
		for (uint32_t i = 66; i < 191; i++) RTC_MEM(i) = ~i;
		uint32_t right = 1;
		for (uint32_t i = 66; i < 191; i++) right &= RTC_MEM(i) == ~i;
		ok(right, "125 words read back");
		fill(1);
		ok(intact(1), "and other values");
		COUNT = tap_count();
		console_drain();
		RTC_CTRL |= RTC_SOFTWARE_RESET;
		halt();
	}
	tap_resume(COUNT);
	if (stage == 1) {
		ok_equal(RTC_RESET_CAUSE & 0xf, CAUSE_SOFTWARE, "software reset: cause 3");
		ok(intact(1), "software reset: RTC memory is kept");
		/* A quarter of a second on the counter: more than any boot ROM takes. */
		rest_us(250000);
		fill(2);
		COUNTER = RTC_COUNTER;
		want("reset");
		rest_us(20000);
		ok(0, "the reset pin was not pulled");
	}
	/* SDK API reference, system_get_rtc_time: the reset pin starts it from 0. */
	ok(RTC_COUNTER < COUNTER, "reset pin: the RTC counter began anew");
	ok_equal(RTC_RESET_CAUSE & 0xf, CAUSE_EXT_RESET, "reset pin: cause 2");
	ok(intact(2), "reset pin: RTC memory is kept");
	ok_equal(stage, 2, "two resets");
	STAGE = 0;
	return 0;
}
