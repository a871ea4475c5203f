/* GPIO: outputs, open drain, inputs, every trigger, the interrupt. Pins 4, 5, 12, 13 and 14 are free on a module. */
#include "guest.h"

static volatile uint32_t calls, seen;

static void on_gpio(struct frame *frame) {
	(void)frame;
	calls++;
	seen = GPIO_STATUS;
	GPIO_STATUS_W1TC = seen;
}

static uint32_t level(uint32_t pin) {
	/* The input is synchronised to the bus clock. */
	delay_us(1);
	return (GPIO_IN >> pin) & 1;
}

static void set(uint32_t pin, uint32_t value) {
	if (value) GPIO_OUT_W1TS = BIT(pin);
	else GPIO_OUT_W1TC = BIT(pin);
	delay_us(1);
}

static void outputs(void) {
	ok_equal(GPIO_ENABLE & 0xffff, 0, "no output is enabled after reset");
	GPIO_OUT = 0;
	GPIO_OUT_W1TS = 0x3030;
	ok_equal(GPIO_OUT & 0xffff, 0x3030, "OUT_W1TS sets");
	GPIO_OUT_W1TC = 0x1010;
	ok_equal(GPIO_OUT & 0xffff, 0x2020, "OUT_W1TC clears");
	GPIO_OUT = 0;
	GPIO_ENABLE_W1TS = BIT(4) | BIT(5);
	ok_equal(GPIO_ENABLE & 0xffff, 0x30, "ENABLE_W1TS sets");
	GPIO_ENABLE_W1TC = BIT(5);
	ok_equal(GPIO_ENABLE & 0xffff, 0x10, "ENABLE_W1TC clears");
	set(4, 1);
	ok_equal(level(4), 1, "GPIO4 driven high reads 1");
	set(4, 0);
	ok_equal(level(4), 0, "GPIO4 driven low reads 0");
	ok_equal((GPIO_IN >> 16) & 7, 3, "IN bits 18:16: straps of a boot from flash");
}

static void open_drain(void) {
	IOMUX_GPIO5 |= IOMUX_PULLUP;
	GPIO_PIN(5) = GPIO_PIN_OPEN_DRAIN;
	GPIO_OUT_W1TS = BIT(5);
	GPIO_ENABLE_W1TS = BIT(5);
	ok_equal(level(5), 1, "open drain 1: the pull-up wins");
	set(5, 0);
	ok_equal(level(5), 0, "open drain 0: low");
	set(5, 1);
	want("pin 5 0");
	wait_for(!level(5), 20000);
	ok_equal(level(5), 0, "open drain 1: another may pull it low");
	want("pin 5 z");
	wait_for(level(5), 20000);
	ok_equal(level(5), 1, "and let go");
	GPIO_ENABLE_W1TC = BIT(5);
	GPIO_PIN(5) = 0;
}

static void inputs(void) {
	IOMUX_MTDI = IOMUX_FUNC(3) | IOMUX_PULLUP;
	ok_equal(level(12), 1, "GPIO12 with its pull-up, nobody drives: 1");
	want("pin 12 0");
	ok(wait_for(!level(12), 20000), "GPIO12 pulled low from outside: 0");
	want("pin 12 1");
	ok(wait_for(level(12), 20000), "GPIO12 driven high: 1");
	want("pin 12 0");
	wait_for(!level(12), 20000);
	GPIO_OUT_W1TS = BIT(12);
	IOMUX_MTDI = IOMUX_FUNC(0);
	GPIO_ENABLE_W1TS = BIT(12);
	ok_equal(level(12), 0, "a pad with another function is not driven by GPIO");
	GPIO_ENABLE_W1TC = BIT(12);
}

/* Moves GPIO4 to `from`, arms the trigger, moves it to `to`, and says whether STATUS has its bit. */
static uint32_t fires(uint32_t type, uint32_t from, uint32_t to) {
	GPIO_PIN(4) = 0;
	set(4, from);
	GPIO_STATUS_W1TC = 0xffff;
	GPIO_PIN(4) = GPIO_PIN_INT(type);
	if (type == GPIO_INT_LOW || type == GPIO_INT_HIGH) delay_us(1);
	set(4, to);
	uint32_t fired = (GPIO_STATUS >> 4) & 1;
	GPIO_PIN(4) = 0;
	GPIO_STATUS_W1TC = 0xffff;
	return fired;
}

static void triggers(void) {
	GPIO_ENABLE_W1TS = BIT(4);
	ok(!fires(0, 0, 1) && !fires(0, 1, 0), "disabled: never");
	ok(fires(GPIO_INT_RISING, 0, 1), "rising: on 0 to 1");
	ok(!fires(GPIO_INT_RISING, 1, 0), "rising: not on 1 to 0");
	ok(!fires(GPIO_INT_RISING, 1, 1), "rising: not on a standing 1");
	ok(fires(GPIO_INT_FALLING, 1, 0), "falling: on 1 to 0");
	ok(!fires(GPIO_INT_FALLING, 0, 1), "falling: not on 0 to 1");
	ok(fires(GPIO_INT_ANY, 0, 1) && fires(GPIO_INT_ANY, 1, 0), "any edge: on both");
	ok(!fires(GPIO_INT_ANY, 0, 0), "any edge: not without one");
	ok(fires(GPIO_INT_LOW, 0, 0), "low: on a standing 0");
	ok(!fires(GPIO_INT_LOW, 1, 1), "low: not on a standing 1");
	ok(fires(GPIO_INT_HIGH, 1, 1), "high: on a standing 1");
	ok(!fires(GPIO_INT_HIGH, 0, 0), "high: not on a standing 0");

	set(4, 1);
	GPIO_PIN(4) = GPIO_PIN_INT(GPIO_INT_HIGH);
	GPIO_STATUS_W1TC = BIT(4);
	delay_us(1);
	ok(GPIO_STATUS & BIT(4), "high: a cleared STATUS is back while the level stands");
	GPIO_PIN(4) = 0;
	GPIO_STATUS_W1TC = 0xffff;
	GPIO_STATUS_W1TS = BIT(13);
	ok_equal(GPIO_STATUS & 0xffff, BIT(13), "STATUS_W1TS sets");
	GPIO_STATUS_W1TC = BIT(13);
	ok_equal(GPIO_STATUS & 0xffff, 0, "STATUS_W1TC clears");
}

static void interrupts(void) {
	irq_attach(INT_GPIO, on_gpio);
	set(4, 0);
	GPIO_PIN(4) = GPIO_PIN_INT(GPIO_INT_RISING);
	set(4, 1);
	ok_equal(calls, 0, "not enabled in the core: no interrupt");
	irq_enable(BIT(INT_GPIO));
	ok_equal(calls, 1, "enabled: interrupt 4");
	ok_equal(seen, BIT(4), "STATUS shows the pin");
	for (int i = 0; i < 10; i++) {
		set(4, 0);
		set(4, 1);
	}
	ok_equal(calls, 11, "ten edges, ten interrupts");
	GPIO_PIN(4) = 0;

	calls = 0;
	want("pin 13 0");
	wait_for(!level(13), 20000);
	GPIO_PIN(13) = GPIO_PIN_INT(GPIO_INT_ANY);
	want("pin 13 1");
	wait_for(calls == 1, 20000);
	ok(calls == 1 && seen == BIT(13), "an edge from outside: rising");
	want("pin 13 0");
	wait_for(calls == 2, 20000);
	ok(calls == 2 && seen == BIT(13), "an edge from outside: falling");
	GPIO_PIN(13) = 0;
	ok_equal(irq_spurious, 0, "no other interrupt");
}

int main(void) {
	/* Pads as GPIO: 4 and 5 have it as function 0, the MT pads as 3. */
	IOMUX_GPIO4 = IOMUX_FUNC(0);
	IOMUX_GPIO5 = IOMUX_FUNC(0);
	IOMUX_MTCK = IOMUX_FUNC(3);
	tap_begin(38);
	outputs();
	open_drain();
	inputs();
	triggers();
	interrupts();
	return 0;
}
