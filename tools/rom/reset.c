/* What has to stand in data RAM before anything else runs: tables, defaults, constants, and zeroes. */
#include "rom.h"
#include "frame.h"
#include "phy.h"

extern u32 rom_data_start[], rom_data_end[], rom_data_image[], rom_bss_start[], rom_bss_end[];
extern u32 rom_fixed_start[], rom_fixed_end[];

/* Entry points at their public addresses. */
extern char entry__xtos_c_wrapper_handler[], entry__xtos_l1int_handler[], entry__xtos_unhandled_exception[];
extern char entry__xtos_cause3_handler[], entry__xtos_syscall_handler[], entry__xtos_alloca_handler[];
extern char entry__xtos_p_none[], entry__xtos_unhandled_interrupt[];

extern struct flash_chip flashchip_default;
extern u32 running_task;
extern u32 Te0[256], Td0[256], rcons[3], base64_table[16], digits[17];
extern u8 Td4s[256];
extern const u32 rom_te0[256], rom_td0[256], rom_td4s[64], rom_rcons[3], rom_base64[16], rom_digits[17];

static void copy_words(u32 *to, const volatile u32 *from, u32 n)
{
	while (n--)
		*to++ = *from++;
}

static void fill_tables(void)
{
	u32 *exceptions = (u32 *)EXCEPTION_TABLE;
	u32 *c_handlers = (u32 *)C_HANDLER_TABLE;
	u32 *state = (u32 *)INTERRUPT_STATE;
	u32 *interrupts = (u32 *)INTERRUPT_TABLE;
	u32 *masks = (u32 *)MASK_TABLE;

	for (u32 i = 0; i < 64; i++) {
		exceptions[i] = (u32)entry__xtos_unhandled_exception;
		c_handlers[i] = (u32)entry__xtos_p_none;
	}
	exceptions[1] = (u32)entry__xtos_syscall_handler;
	exceptions[4] = (u32)entry__xtos_l1int_handler;
	exceptions[5] = (u32)entry__xtos_alloca_handler;
	for (u32 i = 12; i < 16; i++)
		exceptions[i] = (u32)entry__xtos_cause3_handler;
	state[0] = 0;
	state[1] = 0xffffffff;
	for (u32 i = 0; i < INTERRUPTS; i++) {
		u32 number = INTERRUPTS - 1 - i;
		interrupts[2 * i] = (u32)entry__xtos_unhandled_interrupt;
		interrupts[2 * i + 1] = number;
		/* The two highest numbers share a priority. */
		masks[2 * i] = number == 14 ? 0xffffc000 : ~((2u << number) - 1);
		masks[2 * i + 1] = 1u << number;
	}
}

void reset_memory(void)
{
	fill_tables();
	copy_words(rom_data_start, rom_data_image, rom_data_end - rom_data_start);
	for (u32 *p = rom_bss_start; p < rom_bss_end; p++)
		*p = 0;
	for (u32 *p = rom_fixed_start; p < rom_fixed_end; p++)
		*p = 0;
	copy_words(Te0, rom_te0, 256);
	copy_words(Td0, rom_td0, 256);
	copy_words((u32 *)Td4s, rom_td4s, 64);
	copy_words(rcons, rom_rcons, 3);
	copy_words(base64_table, rom_base64, 16);
	copy_words(digits, rom_digits, 17);
	phy_table_reset();

	rand_state = 1;
	ticks_per_us = 80;
	wdt_mode = 0xffffffff;
	wdt_interval = 6;
	wdt_timeout = 12;
	running_task = 0xff;
	saved_ps = 0;
	user_start = 0;
	putc1 = 0;
	putc2 = 0;
	flashchip = &flashchip_default;
	flashchip->device_id = 0x1640ef;
	flashchip->chip_size = 0x400000;
	flashchip->block_size = 0x10000;
	flashchip->sector_size = 0x1000;
	flashchip->page_size = 0x100;
	flashchip->status_mask = 0xffff;

	UartDev.baud = 115200;
	UartDev.data_bits = 3;
}
