/* Light sleep: the clocks stop, nothing is lost; the RTC's alarm or a pin ends it. */
#include "guest.h"

static uint32_t in_ram = 0xcafe;

static uint32_t sleep(uint32_t wake, uint32_t rtc_ticks) {
	RTC_SLEEP_POWER = 0;
	RTC_SLEEP_POWER2 = 0;
	RTC_WAKE = wake;
	uint32_t from = RTC_COUNTER;
	RTC_ALARM = from + rtc_ticks;
	RTC_SLEEP &= ~RTC_SLEEP_START;
	RTC_SLEEP |= RTC_SLEEP_START;
	while (!(RTC_WAKE_STATUS & 3)) {
	}
	return RTC_COUNTER - from;
}

int main(void) {
	tap_begin(14);
	console_drain();
	watch_start();
	uint32_t cycles = ccount(), apb = watch();
	uint32_t slept = sleep(RTC_WAKE_TIMER, 1500);
	cycles = ccount() - cycles;
	apb = watch() - apb;
	ok_range(slept, 1500, 1700, "timer: the RTC has counted to the alarm");
	ok_range(cycles, 1, 80 * 1000, "timer: CCOUNT stood still");
	ok_range(apb, 1, 80 * 1000, "timer: FRC2 stood still");
	ok_equal((RTC_WAKE >> 8) & 0x3f, RTC_WAKE_TIMER, "timer: is named as the waker");
	ok_equal(in_ram, 0xcafe, "RAM is kept");
	ok_equal(RTC_SLEEP & RTC_SLEEP_START, 0, "the sleep bit is clear again");
	ok_equal(RTC_RESET_CAUSE & 0xf, CAUSE_POWER_ON, "no reset has happened");
	ok_equal(UART_CLKDIV(0), 87, "the peripherals keep their set-up");

	/* A level at a pin: 4 is low, with the wake-up bit. */
	IOMUX_GPIO4 = IOMUX_FUNC(0) | IOMUX_PULLUP;
	want("pin 4 1");
	delay_us(4000);
	GPIO_PIN(4) = GPIO_PIN_INT(GPIO_INT_LOW) | GPIO_PIN_WAKEUP;
	GPIO_STATUS_W1TC = 0xffff;
	want("pin 4 0");
	cycles = ccount();
	slept = sleep(RTC_WAKE_GPIO, 0x70000000);
	cycles = ccount() - cycles;
	/* The outside acts two milliseconds after the request, 300 periods. */
	ok_range(slept, 50, 60000000, "pin: asleep until it went low");
	ok_range(cycles, 1, 80 * 1000, "pin: CCOUNT stood still");
	ok_equal((RTC_WAKE >> 8) & 0x3f, RTC_WAKE_GPIO, "pin: is named as the waker");
	GPIO_PIN(4) = 0;
	GPIO_STATUS_W1TC = 0xffff;

	console_drain();
	slept = sleep(RTC_WAKE_TIMER | RTC_WAKE_GPIO, 300);
	ok_range(slept, 300, 500, "both enabled: whichever comes first");
	ok_equal((RTC_WAKE >> 8) & 0x3f, RTC_WAKE_TIMER, "here the timer");
	uint32_t start = watch();
	delay_us(100);
	ok_range(watch() - start, 8000, 8400, "FRC2 counts on at its old rate");
	return 0;
}
