/** Registers of I2S (0x60000E00), as the vendor's i2s_register.h names them. */

export const TXFIFO = 0x00;
export const RXFIFO = 0x04;
export const CONF = 0x08;
export const INT_RAW = 0x0c;
export const INT_ST = 0x10;
export const INT_ENA = 0x14;
export const INT_CLR = 0x18;
export const TIMING = 0x1c;
export const FIFO_CONF = 0x20;
export const RXEOF_NUM = 0x24;
export const CONF_SINGLE_DATA = 0x28;
export const CONF_CHAN = 0x2c;
export const SIZE = 0x100;

export const CONF_BCK_DIV_SHIFT = 22;
export const CONF_CLKM_DIV_SHIFT = 16;
export const CONF_DIV_MASK = 0x3f;
export const CONF_BITS_MOD_SHIFT = 12;
export const CONF_BITS_MOD_MASK = 0xf;
export const CONF_RECE_MSB_SHIFT = 1 << 11;
export const CONF_TRANS_MSB_SHIFT = 1 << 10;
export const CONF_RX_START = 1 << 9;
export const CONF_TX_START = 1 << 8;
export const CONF_MSB_RIGHT = 1 << 7;
export const CONF_RIGHT_FIRST = 1 << 6;
export const CONF_RECE_SLAVE_MOD = 1 << 5;
export const CONF_TRANS_SLAVE_MOD = 1 << 4;
export const CONF_RX_FIFO_RESET = 1 << 3;
export const CONF_TX_FIFO_RESET = 1 << 2;
export const CONF_RX_RESET = 1 << 1;
export const CONF_TX_RESET = 1 << 0;

export const INT_TX_REMPTY = 1 << 5;
export const INT_TX_WFULL = 1 << 4;
export const INT_RX_REMPTY = 1 << 3;
export const INT_RX_WFULL = 1 << 2;
export const INT_TX_PUT_DATA = 1 << 1;
export const INT_RX_TAKE_DATA = 1 << 0;
export const ALL_INTS = 0x3f;

export const FIFO_CONF_RX_FIFO_MOD_SHIFT = 16;
export const FIFO_CONF_TX_FIFO_MOD_SHIFT = 13;
export const FIFO_CONF_FIFO_MOD_MASK = 7;
export const FIFO_CONF_DSCR_EN = 1 << 12;
export const FIFO_CONF_TX_DATA_NUM_SHIFT = 6;
export const FIFO_CONF_DATA_NUM_MASK = 0x3f;
/** Both FIFOs' thresholds at 32 words, as on the ESP32, whose I2S is this one's descendant. */
export const FIFO_CONF_RESET = (32 << FIFO_CONF_TX_DATA_NUM_SHIFT) | 32;

export const CONF_CHAN_RX_SHIFT = 3;
export const CONF_CHAN_RX_MASK = 3;
export const CONF_CHAN_TX_MASK = 7;

/** Words a FIFO holds. Source: drivers that may not have buffers shorter than that. */
export const FIFO_WORDS = 128;
