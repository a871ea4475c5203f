/* The flash cache: DPORT 0x3ff0000c. Bits by observation; bit 17 of SPI0's CTRL lets the cache use the SPI. */
#include "rom.h"

#define FLUSH 1u
#define FLUSHED 2u
#define RUNNING 0x100u
#define BUSY 0x200u
#define BLOCK_MASK 0x70000u
#define EVEN_MB 0x1000000u
#define ODD_MB 0x2000000u
#define SIZE_32K 0x4000000u
#define BANK_0 8u
#define BANK_1 0x10u
#define SPI_CACHED_READS 0x20000u

static void stop_and_flush(void)
{
	while (REG(DPORT_CACHE) & RUNNING)
		clear_bits(DPORT_CACHE, RUNNING);
	while (REG(DPORT_CACHE) & BUSY)
		;
	clear_bits(SPI_CTRL, SPI_CACHED_READS);
	clear_bits(DPORT_CACHE, FLUSH);
	set_bits(DPORT_CACHE, FLUSH);
	while (!(REG(DPORT_CACHE) & FLUSHED))
		;
	clear_bits(DPORT_CACHE, FLUSH);
}

void Cache_Read_Disable(void)
{
	stop_and_flush();
}

/* odd: 0, 1 or other: which MB of a pair; megabytes: the pair; size: 0 16 KB, else 32 KB of cache. */
void Cache_Read_Enable(u8 odd, u8 megabytes, u8 size)
{
	stop_and_flush();
	set_bits(SPI_CTRL, SPI_CACHED_READS);
	if (odd == 0) {
		clear_bits(DPORT_CACHE, EVEN_MB | ODD_MB);
	} else {
		clear_bits(DPORT_CACHE, odd == 1 ? EVEN_MB : ODD_MB);
		set_bits(DPORT_CACHE, odd == 1 ? ODD_MB : EVEN_MB);
	}
	clear_bits(DPORT_CACHE, BLOCK_MASK | SIZE_32K);
	set_bits(DPORT_CACHE, ((megabytes & 7) << 16) | (size ? SIZE_32K : 0));
	set_bits(DPORT_CACHE_BANKS, size ? BANK_0 | BANK_1 : BANK_0);
	set_bits(DPORT_CACHE, RUNNING);
	while (!(REG(DPORT_CACHE) & RUNNING))
		;
}
