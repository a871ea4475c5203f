/* Who the chip is, where its serial line comes out, and what the SDK calls itself. */
#include "sdk.h"

#define EFUSE0 (PERIPHS_DPORT_BASEADDR + 0x50)
#define EFUSE1 (PERIPHS_DPORT_BASEADDR + 0x54)

#define PIN_SWAP (PERIPHS_DPORT_BASEADDR + 0x28)
/* UART0's RX and TX change places with its CTS and RTS: GPIO13 and GPIO15. */
#define PIN_SWAP_UART0 BIT2
#define FUNC_UART0_CTS_RTS 4

/* The last three bytes of the MAC address. */
uint32_t ICACHE_FLASH_ATTR system_get_chip_id(void) {
	return (READ_PERI_REG(EFUSE1) & 0xffff) << 8 | READ_PERI_REG(EFUSE0) >> 24;
}

const char *ICACHE_FLASH_ATTR system_get_sdk_version(void) {
	return "replay-1.0";
}

void ICACHE_FLASH_ATTR system_uart_swap(void) {
	PIN_FUNC_SELECT(PERIPHS_IO_MUX_MTDO_U, FUNC_UART0_CTS_RTS);
	PIN_FUNC_SELECT(PERIPHS_IO_MUX_MTCK_U, FUNC_UART0_CTS_RTS);
	SET_PERI_REG_MASK(PIN_SWAP, PIN_SWAP_UART0);
}

void ICACHE_FLASH_ATTR system_uart_de_swap(void) {
	CLEAR_PERI_REG_MASK(PIN_SWAP, PIN_SWAP_UART0);
}

void ICACHE_FLASH_ATTR system_phy_set_max_tpw(uint8_t quarter_dbm) {
	/* There is no radio to set. */
	(void)quarter_dbm;
}
