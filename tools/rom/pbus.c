/* The parameter bus: gains and supplies of the radio's stages, two registers a unit. */
#include "phy.h"

#define PBUS 0x60000594u
#define PBUS_DEBUG 1u
#define PBUS_START 2u
#define PBUS_FIELDS 0xfffeu
#define PBUS_STATUS 0x600005a0u
#define PBUS_BUSY (1u << 31)
/* Register 1 of unit 2 and register 2 of unit 3 while the receiver is on. */
#define RX_SUPPLY 0x184
#define RX_ON 6

#define MAC_STATUS 0x3ff20c70u
#define MAC_RECEIVING 2u

void rom_pbus_force_test(u32 unit, u32 reg, u32 value)
{
	REG(PBUS) = (REG(PBUS) & ~PBUS_FIELDS) | (unit << 2) | (value << 5) | (reg << 14) | PBUS_START;
	while (REG(PBUS_STATUS) & PBUS_BUSY)
		;
	clear_bits(PBUS, PBUS_START);
}

/* What a register was set to: nine bits, three to a word, from 0x600005a4. */
u32 rom_pbus_rd(u32 unit, u32 reg)
{
	static const u32 first[8] IN_ROM(pbus_first) = { 0, 2, 4, 5, 7, 9, 11, 12 };
	u32 n = ROM_WORD(first, unit & 7) + reg - 1;
	if (n == 12)
		n = 14;
	return (REG(0x600005a4 + 4 * (n / 3)) >> (18 - 9 * (n % 3))) & 0x1ff;
}

/* While something is received the transmitter is stopped, and the receiver's supply waited for. */
void rom_pbus_debugmode(void)
{
	if (!(REG(PBUS) & PBUS_DEBUG) && (REG(MAC_STATUS) & MAC_RECEIVING)) {
		rom_tx_mac_disable();
		while ((rom_pbus_rd(2, 1) & RX_SUPPLY) != RX_SUPPLY || (rom_pbus_rd(3, 2) & RX_ON) != RX_ON)
			;
	}
	set_bits(0x60009b08, 1u << 27);
	set_bits(PBUS, PBUS_DEBUG);
}

void rom_pbus_workmode(void)
{
	clear_bits(PBUS, PBUS_DEBUG);
	clear_bits(0x60009b08, 1u << 27);
	rom_tx_mac_enable();
}

void rom_pbus_xpd_rx_off(u32 keep)
{
	rom_pbus_force_test(2, 1, keep);
	rom_pbus_force_test(3, 1, 0);
	rom_pbus_force_test(3, 2, 0);
}

void rom_pbus_xpd_rx_on(void)
{
	rom_pbus_force_test(2, 1, RX_SUPPLY);
	rom_pbus_force_test(3, 2, RX_ON);
}

void rom_pbus_xpd_tx_off(void)
{
	rom_pbus_force_test(6, 1, 0);
	rom_pbus_force_test(1, 1, 0xc);
	rom_pbus_force_test(2, 1, 0);
}

static void tx_on(u32 gain, u32 bits)
{
	rom_pbus_force_test(2, 1, 1);
	rom_pbus_force_test(7, 1, gain);
	rom_pbus_force_test(0, 1, bits);
	rom_pbus_force_test(1, 1, 0x7f);
	rom_pbus_force_test(6, 1, 0x7f);
}

void rom_pbus_xpd_tx_on(u32 bits)
{
	tx_on(0x5f, bits);
}

void rom_pbus_xpd_tx_on__low_gain(u32 bits)
{
	tx_on(0, bits);
}

void rom_pbus_enter_debugmode(u32 bits)
{
	rom_pbus_debugmode();
	rom_pbus_xpd_rx_off(1);
	rom_pbus_xpd_tx_on__low_gain(bits);
}

void rom_pbus_exit_debugmode(void)
{
	rom_pbus_xpd_tx_off();
	rom_pbus_xpd_rx_on();
	rom_pbus_workmode();
}

void rom_set_loopback_gain(u32 tx, u32 rx)
{
	rom_pbus_force_test(2, 1, 0x185);
	rom_pbus_force_test(7, 1, tx);
	rom_pbus_force_test(2, 1, rx);
	rom_pbus_force_test(3, 3, 0x198);
	rom_pbus_force_test(3, 2, 0xffffc020);
}
