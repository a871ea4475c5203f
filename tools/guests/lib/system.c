/* Clocks, time, start. */
#include "guest.h"

uint32_t cpu_mhz, apb_mhz;

/* What the compiler may call for structures. */
void *memset(void *to, int value, unsigned length) {
	for (uint8_t *p = to; length > 0; length--) *p++ = (uint8_t)value;
	return to;
}

void *memcpy(void *to, const void *from, unsigned length) {
	const uint8_t *q = from;
	for (uint8_t *p = to; length > 0; length--) *p++ = *q++;
	return to;
}

void analog_write(uint32_t host, uint32_t block, uint32_t reg, uint32_t data) {
	ANALOG_I2C(host) = block | reg << 8 | data << 16 | ANALOG_I2C_WRITE;
	while (ANALOG_I2C(host) & ANALOG_I2C_BUSY) {
	}
}

uint32_t analog_read(uint32_t host, uint32_t block, uint32_t reg) {
	ANALOG_I2C(host) = block | reg << 8;
	while (ANALOG_I2C(host) & ANALOG_I2C_BUSY) {
	}
	return (ANALOG_I2C(host) >> 16) & 0xff;
}

void clock_80mhz(void) {
	analog_write(4, 0x67, 1, 0x88);
	analog_write(4, 0x67, 2, 0x91);
	cpu_mhz = apb_mhz = 80;
}

void delay_us(uint32_t us) {
	uint32_t start = ccount();
	while (ccount() - start < us * cpu_mhz) {
	}
}

static void rested(struct frame *frame) {
	(void)frame;
	irq_disable(BIT(INT_CCOMPARE));
}

void rest_us(uint32_t us) {
	uint32_t ps = RSIL(1);
	irq_attach(INT_CCOMPARE, rested);
	SR_WRITE("ccompare0", ccount() + us * cpu_mhz);
	irq_enable(BIT(INT_CCOMPARE));
	WAITI(0);
	SR_WRITE("ps", ps);
}

void watch_start(void) {
	FRC2_CTRL = 0;
	FRC2_LOAD = 0;
	FRC2_CTRL = FRC_ENABLE | FRC_DIV1;
}

/* A guest that wants the chip as the ROM left it (52 MHz) has its own. */
__attribute__((weak)) void setup(void) {
	clock_80mhz();
	console_init(80000000 / CONSOLE_BAUD + 1);
}

void guest_start(void) {
	WDT_CTL = 0;
	setup();
	main();
	tap_done();
}
