/* Resets and sleep. */
#include "rom.h"

#define SLEEP_MASK_BIT 0x200000u

/* 1 power on, 2 reset pin, 3 software, 4 watchdog; 5 deep sleep ended by its timer, 6 by a pin; 0 nobody knows. */
u32 rtc_get_reset_reason(void)
{
	u32 cause = REG(RTC_CAUSE) & 15;

	if (cause == 5) {
		u32 source = (REG(RTC_WAKE) >> 8) & 0x3f;
		cause = source == 8 ? 5 : source == 1 ? 6 : 0;
	}
	clear_bits(RTC_SLEEP, SLEEP_MASK_BIT);
	return cause;
}

void software_reset(void)
{
	set_bits(RTC_CTRL, 0x80000000);
	for (;;)
		;
}
