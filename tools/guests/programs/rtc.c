/* The RTC's slow clock: counter, calibration against the crystal, drift; the system time; the scratch words. */
#include "guest.h"

/* Crystal cycles in 256 cycles of the slow clock; 0 when it never became ready. */
static uint32_t calibrate(uint32_t *took_us) {
	RTC_CALIB_SYNC &= ~BIT(31);
	RTC_CALIB_SYNC |= BIT(31);
	uint32_t start = ccount();
	int ready = wait_for(RTC_CALIB_VALUE & BIT(31), 10000);
	uint32_t cycles = ccount() - start, us = 0;
	for (; cycles >= 80; cycles -= 80) us++;
	*took_us = us;
	return ready ? RTC_CALIB_VALUE & 0xfffff : 0;
}

/* CPU cycles (80 MHz) that 512 cycles of the slow clock take, from edge to edge. */
static uint32_t measure(void) {
	uint32_t edge = RTC_COUNTER;
	while (RTC_COUNTER == edge) {
	}
	uint32_t start = ccount(), from = RTC_COUNTER;
	while (RTC_COUNTER - from < 512) {
	}
	return ccount() - start;
}

/* measured cycles of 80 MHz for 512 periods, calibration cycles of 26 MHz for 256: m/512/80 = c/256/26. */
static void agree(uint32_t measured, uint32_t calibration, const char *name) {
	uint32_t a = measured * 13, b = calibration * 80;
	/* Half a percent. */
	ok_range(a, b - (b >> 8), b + (b >> 8), name);
}

int main(void) {
	tap_begin(14);
	uint32_t took, calibration = calibrate(&took);
	/* 150 kHz nominal, 4 to 9 us over all chips. */
	ok_range(calibration, 26 * 256 * 4, 26 * 256 * 9, "calibration: the slow clock's period is 4 to 9 us");
	ok_range(took, 1000, 2600, "calibration takes 256 periods");
	uint32_t measured = measure();
	agree(measured, calibration, "the counter counts at the calibrated rate");
	uint32_t before = RTC_COUNTER;
	delay_us(1000);
	ok_range(RTC_COUNTER - before, 100, 260, "about 150 counts a millisecond");

	want("rtc 7.25");
	delay_us(6000);
	uint32_t slower = calibrate(&took);
	ok_range(slower, 26 * 256 * 7, 26 * 256 * 15 / 2, "drift: calibration follows a period of 7.25 us");
	agree(measure(), slower, "drift: so does the counter");
	want("rtc 5.5");
	delay_us(6000);
	uint32_t faster = calibrate(&took);
	ok_range(faster, 26 * 256 * 5, 26 * 256 * 6, "drift: and one of 5.5 us");
	agree(measure(), faster, "drift: so does the counter");
	want("rtc 6.496");
	delay_us(6000);
	ok_range(calibrate(&took), calibration - 40, calibration + 40, "drift: back to where it was");

	RTC_ALARM = 0x12345678;
	ok_equal(RTC_ALARM, 0x12345678, "the alarm reads back");
	uint32_t right = 1;
	for (uint32_t i = 0; i < 4; i++) RTC_SCRATCH(i) = 0x11111111 * (i + 1);
	for (uint32_t i = 0; i < 4; i++) right &= RTC_SCRATCH(i) == 0x11111111 * (i + 1);
	ok(right, "four scratch words read back");
	for (uint32_t i = 0; i < 4; i++) RTC_SCRATCH(i) = 0;
	before = RTC_COUNTER;
	RTC_COUNTER = 0;
	ok_range(RTC_COUNTER - before, 0, 20, "the counter cannot be written");

	uint32_t us = SYSTEM_TIME_US;
	uint32_t start = ccount();
	delay_us(3000);
	uint32_t passed = SYSTEM_TIME_US - us;
	uint32_t cycles = ccount() - start;
	ok_range(passed, 2999, 3004, "0x3FF20C00 counts microseconds");
	ok_range(cycles, 240000, 240600, "of eighty CPU cycles");
	return 0;
}
