/* The hardware watchdog, as the SDK's first versions drive it. */
#include "rom.h"

#define WDT_CTL 0x60000900u
#define WDT_STAGE0 0x60000904u
#define WDT_STAGE1 0x60000908u
#define WDT_FEED 0x60000914u
#define FEED_KEY 0x73

s32 ets_wdt_get_mode(void)
{
	return wdt_mode;
}

s32 ets_wdt_disable(void)
{
	s32 old = wdt_mode;
	clear_bits(WDT_CTL, 1);
	REG(WDT_FEED) = FEED_KEY;
	wdt_mode = 0;
	return old;
}

void ets_wdt_enable(u32 mode, u32 interval, u32 timeout)
{
	wdt_mode = mode;
	wdt_interval = interval;
	wdt_timeout = timeout;
	clear_bits(WDT_CTL, 1);
	REG(WDT_CTL) = 0x3c;
	REG(WDT_STAGE0) = 0xb;
	set_bits(WDT_CTL, 1);
}

void ets_wdt_restore(s32 mode)
{
	if (mode != -1)
		ets_wdt_enable(mode, wdt_interval, wdt_timeout);
}

static void feed(void *unused)
{
	(void)unused;
	REG(WDT_FEED) = FEED_KEY;
}

void ets_wdt_init(void)
{
	clear_bits(WDT_CTL, 1);
	ets_isr_attach(8, feed, 0);
	set_bits(DPORT_EDGE_ENABLE, 1);
}
