/* The SAR ADC at TOUT, 0 to 1 V, read the way the SDK reads it: eight inverted samples, corrected and summed. */
#include "guest.h"

static uint32_t last[8];

/* Counts of 1024. */
static uint32_t read(void) {
	SAR_CONTROL &= ~SAR_START;
	SAR_CONTROL |= SAR_START;
	delay_us(2);
	while (SAR_CONTROL & SAR_BUSY) {
	}
	uint32_t sum = 0;
	for (int i = 0; i < 8; i++) {
		uint32_t raw = ~SAR_SAMPLE(i) & 0x7ff;
		last[i] = raw;
		int32_t low = (((int32_t)(raw & 0xff) - 21) * 279) >> 8;
		if (low < 0) low = 0;
		if (low > 255) low = 255;
		sum += (raw & 0x700) + (uint32_t)low;
	}
	/* Mean of eight, times 1.09, halved: * 558 / 8192. */
	return (sum * 558) >> 13;
}

int main(void) {
	tap_begin(8);
	want("adc 0");
	delay_us(4000);
	ok_range(read(), 0, 12, "0 V");
	want("adc 0.25");
	delay_us(4000);
	ok_range(read(), 244, 268, "0.25 V");
	want("adc 0.5");
	delay_us(4000);
	uint32_t half = read();
	ok_range(half, 500, 524, "0.5 V");
	uint32_t differ = 0;
	for (int i = 1; i < 8; i++) differ |= last[i] != last[0];
	for (int i = 0; i < 8; i++) {
		uint32_t again = read();
		differ |= again != half;
	}
	ok(differ, "samples are not perfectly constant");
	want("adc 0.75");
	delay_us(4000);
	ok_range(read(), 756, 780, "0.75 V");
	want("adc 1");
	delay_us(4000);
	ok_range(read(), 1005, 1030, "1 V");
	want("adc 0.1");
	delay_us(4000);
	ok_range(read(), 92, 114, "0.1 V");
	ok_equal(SAR_CONTROL & SAR_BUSY, 0, "not busy");
	return 0;
}
