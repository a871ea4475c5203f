/* Time by the count of CPU cycles; small arithmetic. */
#include "rom.h"

void ets_update_cpu_frequency(u8 mhz)
{
	ticks_per_us = mhz;
}

u32 ets_get_cpu_frequency(void)
{
	return ticks_per_us;
}

void ets_delay_us(u32 us)
{
	u32 start = xthal_get_ccount();
	u32 cycles = us * ticks_per_us;
	while (xthal_get_ccount() - start < cycles)
		;
}

/* `to` is a power of two. */
u32 roundup2(u32 n, u32 to)
{
	return (n + to - 1) & -to;
}

/* n in units of `of`, rounded up. */
u32 multofup(u32 n, u32 of)
{
	return (n + of - 1) / of;
}
