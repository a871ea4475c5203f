/*
 * The TOUT pin: eight samples of 11 bits, inverted, whose low byte is stretched around a gap. Scaled so that 1 V reads
 * 1024, as the vendor's function does.
 */
#include "sdk.h"

#define SAR_CONTROL 0x60000d50
#define SAR_START BIT1
#define SAR_BUSY (7u << 24)
#define SAR_SAMPLES 0x60000d80
#define SAMPLES 8
/* Sum of eight corrected samples per count: 8 * 2 / 1.09, in 1/64. */
#define SUM_PER_COUNT_64 940

static uint32_t ICACHE_FLASH_ATTR corrected(uint32_t sample) {
	uint32_t raw = ~sample & 0x7ff;
	int32_t low = ((int32_t)(raw & 0xff) - 21) * 279 >> 8;
	if (low < 0) low = 0;
	if (low > 255) low = 255;
	return (raw & 0x700) + low;
}

uint16_t ICACHE_FLASH_ATTR system_adc_read(void) {
	CLEAR_PERI_REG_MASK(SAR_CONTROL, SAR_START);
	SET_PERI_REG_MASK(SAR_CONTROL, SAR_START);
	while (READ_PERI_REG(SAR_CONTROL) & SAR_BUSY) {
	}
	uint32_t sum = 0;
	for (int i = 0; i < SAMPLES; i++) sum += corrected(READ_PERI_REG(SAR_SAMPLES + i * 4));
	uint32_t counts = (sum * 64 + SUM_PER_COUNT_64 / 2) / SUM_PER_COUNT_64;
	return counts > 1024 ? 1024 : counts;
}

/* Without the radio's set-up for it the supply cannot be measured: the vendor's function then says this. */
uint16_t ICACHE_FLASH_ATTR system_get_vdd33(void) {
	return 65535;
}
