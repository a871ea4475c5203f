/* Which pins end a light sleep: those with the wake-up bit, at their level, and no others. */
#include "guest.h"

#define ALARM_TICKS 3000 /* 19 ms */

static uint32_t slept;

/* Sleeps with both sources; gives the one that woke. */
static uint32_t sleep(void) {
	RTC_SLEEP_POWER = 0;
	RTC_SLEEP_POWER2 = 0;
	RTC_WAKE = RTC_WAKE_TIMER | RTC_WAKE_GPIO;
	uint32_t from = RTC_COUNTER;
	RTC_ALARM = from + ALARM_TICKS;
	RTC_SLEEP &= ~RTC_SLEEP_START;
	RTC_SLEEP |= RTC_SLEEP_START;
	while (!(RTC_WAKE_STATUS & 3)) {
	}
	slept = RTC_COUNTER - from;
	return (RTC_WAKE >> 8) & 0x3f;
}

static void arm(uint32_t pin, uint32_t type, uint32_t wakeup) {
	GPIO_PIN(pin) = GPIO_PIN_INT(type) | wakeup;
	GPIO_STATUS_W1TC = 0xffff;
}

int main(void) {
	tap_begin(9);
	IOMUX_GPIO4 = IOMUX_FUNC(0);
	IOMUX_GPIO5 = IOMUX_FUNC(0);
	want("pin 4 1");
	rest_us(4000);
	want("pin 5 1");
	rest_us(4000);

	arm(4, GPIO_INT_LOW, GPIO_PIN_WAKEUP);
	want("pin 4 0");
	ok_equal(sleep(), RTC_WAKE_GPIO, "low level: woken when the pin falls");
	ok_range(slept, 50, ALARM_TICKS - 1, "before the alarm");

	ok_equal(sleep(), RTC_WAKE_GPIO, "low level: woken at once when the pin is low already");
	ok_range(slept, 0, 300, "within two milliseconds");

	arm(4, GPIO_INT_HIGH, GPIO_PIN_WAKEUP);
	want("pin 4 1");
	ok_equal(sleep(), RTC_WAKE_GPIO, "high level: woken when the pin rises");

	arm(4, GPIO_INT_LOW, 0);
	want("pin 4 0");
	ok_equal(sleep(), RTC_WAKE_TIMER, "without the wake-up bit: not woken");
	ok_range(slept, ALARM_TICKS, ALARM_TICKS + 300, "but by the alarm");

	want("pin 4 1");
	rest_us(4000);
	arm(4, GPIO_INT_LOW, GPIO_PIN_WAKEUP);
	want("pin 5 0");
	ok_equal(sleep(), RTC_WAKE_TIMER, "another pin: not woken");
	want("pin 5 1");
	rest_us(4000);
	arm(4, 0, 0);
	arm(5, GPIO_INT_LOW, GPIO_PIN_WAKEUP);
	want("pin 5 0");
	ok_equal(sleep(), RTC_WAKE_GPIO, "that pin, now with the bit: woken");
	arm(5, 0, 0);
	return 0;
}
