/**
 * Registers of the SLC (0x60000B00), as the vendor's slc_register.h names them: RX is what the SLC takes out of memory
 * (and I2S sends), TX what it puts there (and I2S has received).
 */

export const CONF0 = 0x00;
export const INT_RAW = 0x04;
export const INT_STATUS = 0x08;
export const INT_ENA = 0x0c;
export const INT_CLR = 0x10;
export const RX_LINK = 0x24;
export const TX_LINK = 0x28;
export const RX_EOF_DES_ADDR = 0x48;
export const TX_EOF_DES_ADDR = 0x4c;
export const RX_EOF_BFR_DES_ADDR = 0x50;
export const TXLINK_DSCR = 0x60;
export const RXLINK_DSCR = 0x6c;
export const SIZE = 0x100;

export const CONF0_RX_AUTO_WRBACK = 1 << 6;
export const CONF0_RXLINK_RST = 1 << 1;
export const CONF0_TXLINK_RST = 1 << 0;

export const INT_TX_DSCR_EMPTY = 1 << 21;
export const INT_RX_DSCR_ERR = 1 << 20;
export const INT_TX_DSCR_ERR = 1 << 19;
export const INT_RX_EOF = 1 << 17;
export const INT_RX_DONE = 1 << 16;
export const INT_TX_EOF = 1 << 15;
export const INT_TX_DONE = 1 << 14;
export const INT_TX_OVF = 1 << 11;
export const INT_RX_UDF = 1 << 10;
export const INT_TX_START = 1 << 9;
export const INT_RX_START = 1 << 8;

export const LINK_PARK = 1 << 31;
export const LINK_RESTART = 1 << 30;
export const LINK_START = 1 << 29;
export const LINK_STOP = 1 << 28;
export const LINK_ADDRESS = 0xfffff;
/** What the link registers leave out of a descriptor's address. */
export const LINK_SPACE = 0x3ff00000;
