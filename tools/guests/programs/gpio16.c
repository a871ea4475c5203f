/* GPIO16, which belongs to the RTC block. */
#include "guest.h"

static uint32_t level(void) {
	delay_us(1);
	return RTC_GPIO_IN & 1;
}

int main(void) {
	tap_begin(7);
	/* The pad as GPIO (not the clock output), as the vendor's gpio16_output_conf has it. */
	RTC_PAD_XPD_DCDC = (RTC_PAD_XPD_DCDC & 0xffffffbc) | 1;
	RTC_GPIO_CONF &= ~1u;
	RTC_GPIO_OUT = 1;
	RTC_GPIO_ENABLE |= 1;
	ok_equal(level(), 1, "driven high reads 1");
	RTC_GPIO_OUT &= ~1u;
	ok_equal(level(), 0, "driven low reads 0");
	ok_equal(RTC_GPIO_ENABLE & 1, 1, "the enable reads back");
	RTC_GPIO_ENABLE &= ~1u;
	want("pin 16 1");
	ok(wait_for(level(), 20000), "input: high from outside");
	want("pin 16 0");
	ok(wait_for(!level(), 20000), "input: low from outside");
	want("pin 16 1");
	ok(wait_for(level(), 20000), "input: high again");
	ok_equal(GPIO_STATUS & 0xffff, 0, "GPIO16 makes no GPIO interrupt");
	return 0;
}
