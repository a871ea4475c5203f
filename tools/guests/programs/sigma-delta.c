/* The sigma-delta modulator on GPIO4: how much of the time is high, and in how long pulses. */
#include "guest.h"

/* 256 steps of 3.2 us are 819.2 us: whatever the target, the pattern is over by then. */
#define SLOW 255
#define PATTERN_US 819
#define CYCLES(us) ((us) * 80)

static uint32_t level(void) {
	return (GPIO_IN >> 4) & 1;
}

/* Looks at the pin through some whole patterns: how often it was high, of how many times. */
static uint32_t ones, looks;
static void look(uint32_t target) {
	GPIO_SIGMA_DELTA = GPIO_SIGMA_DELTA_ENABLE | GPIO_SIGMA_DELTA_PRESCALE(SLOW) | target;
	ones = looks = 0;
	uint32_t start = ccount();
	while (ccount() - start < CYCLES(5 * 4096 / 5)) {
		ones += level();
		looks++;
	}
}

static void density(uint32_t target) {
	uint32_t wanted = 1000 * target / 256;
	look(target);
	note("target", target);
	ok_range(1000 * ones, looks * (wanted < 8 ? 0 : wanted - 8), looks * (wanted + 8),
		 "so much of the time is the pin high, to 8 per mille");
}

/* Cycles from one edge to `to` to the next edge. */
static uint32_t pulse(uint32_t to) {
	wait_for(level() != to, 2000);
	if (!wait_for(level() == to, 2000)) return 0;
	uint32_t start = ccount();
	wait_for(level() != to, 2000);
	return ccount() - start;
}

int main(void) {
	tap_begin(20);
	GPIO_ENABLE_W1TS = BIT(4);
	GPIO_OUT_W1TS = BIT(4);
	delay_us(1);
	ok_equal(level(), 1, "OUT drives the pin");
	GPIO_PIN(4) = GPIO_PIN_SOURCE_SIGMA_DELTA;
	delay_us(1);
	ok_equal(level(), 0, "the modulator drives it, and is off");
	GPIO_SIGMA_DELTA = 0x1ff80;
	ok_equal(GPIO_SIGMA_DELTA & 0x1ffff, 0x1ff80, "enable, prescale and target read back");
	static const uint8_t targets[] = {1, 16, 64, 100, 128, 150, 192, 255};
	for (uint32_t i = 0; i < sizeof targets; i++) density(targets[i]);

	look(0);
	ok_equal(ones, 0, "target 0: low");
	GPIO_SIGMA_DELTA = GPIO_SIGMA_DELTA_ENABLE | GPIO_SIGMA_DELTA_PRESCALE(SLOW) | 1;
	ok_range(pulse(1), CYCLES(2), CYCLES(4), "target 1: high for one step of 3.2 us");
	ok_range(pulse(0), CYCLES(PATTERN_US - 8), CYCLES(PATTERN_US + 2), "target 1: once in 256 steps");
	GPIO_SIGMA_DELTA = GPIO_SIGMA_DELTA_ENABLE | GPIO_SIGMA_DELTA_PRESCALE(SLOW) | 255;
	ok_range(pulse(0), CYCLES(2), CYCLES(4), "target 255: low for one step");
	GPIO_SIGMA_DELTA = GPIO_SIGMA_DELTA_ENABLE | GPIO_SIGMA_DELTA_PRESCALE(SLOW) | 32;
	ok_range(pulse(0), CYCLES(20), CYCLES(24), "target 32: low for seven steps of eight");

	GPIO_SIGMA_DELTA = 0;
	delay_us(1);
	ok_equal(level(), 0, "off again: low");
	GPIO_SIGMA_DELTA = GPIO_SIGMA_DELTA_ENABLE | 255;
	GPIO_ENABLE_W1TC = BIT(4);
	want("pin 4 0");
	rest_us(5000);
	ok_equal(level(), 0, "without ENABLE the pin is an input: low from outside");
	want("pin 4 1");
	ok(wait_for(level(), 20000), "and high");
	GPIO_PIN(4) = 0;
	GPIO_ENABLE_W1TS = BIT(4);
	want("pin 4 z");
	rest_us(5000);
	ok_equal(level(), 1, "with its source back, OUT drives it");
	tap_done();
}
