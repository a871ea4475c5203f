/** Registers of a UART: offsets, bits, reset values. Source: ESP8266 Technical Reference, chapter UART. */

export const FIFO = 0x00;
export const INT_RAW = 0x04;
export const INT_ST = 0x08;
export const INT_ENA = 0x0c;
export const INT_CLR = 0x10;
export const CLKDIV = 0x14;
export const AUTOBAUD = 0x18;
export const STATUS = 0x1c;
export const CONF0 = 0x20;
export const CONF1 = 0x24;
export const LOWPULSE = 0x28;
export const HIGHPULSE = 0x2c;
export const RXD_CNT = 0x30;
export const DATE = 0x78;
export const ID = 0x7c;

export const RXFIFO_FULL_INT = 1 << 0;
export const TXFIFO_EMPTY_INT = 1 << 1;
export const PARITY_ERR_INT = 1 << 2;
export const FRM_ERR_INT = 1 << 3;
export const RXFIFO_OVF_INT = 1 << 4;
export const BRK_DET_INT = 1 << 7;
export const RXFIFO_TOUT_INT = 1 << 8;
export const ALL_INTS = 0x1ff;

export const CONF0_TXD_BRK = 1 << 8;
export const CONF0_LOOPBACK = 1 << 14;
export const CONF0_RXFIFO_RST = 1 << 17;
export const CONF0_TXFIFO_RST = 1 << 18;

export const CONF1_FULL_THRHD = 0x7f;
export const CONF1_EMPTY_THRHD_SHIFT = 8;
export const CONF1_TOUT_THRHD_SHIFT = 24;
export const CONF1_TOUT_EN = 1 << 31;
/** Bit times a unit of the RX time-out threshold. */
export const TOUT_UNIT_BITS = 8;

/** Lines of STATUS, all idle and high: RTSN, DTRN, RXD, CTSN, DSRN. */
export const STATUS_LINES = 0x6000e000;
/**
 * STATUS bit 31, TXD: a frame is being sent. The Reference calls it the pin's level, which would be high at idle; but
 * Espressif's own flasher stub waits, long after its last byte, for the bit to be clear.
 */
export const STATUS_TXD = 1 << 31;
export const STATUS_TXFIFO_CNT_SHIFT = 16;

export const CLKDIV_MAX = 0xfffff;
/** 115200 baud at 80 MHz. */
export const CLKDIV_RESET = 694;
export const CONF0_RESET = 0x1c;
export const CONF1_RESET = 0x6060;
export const DATE_VALUE = 0x62000;
export const ID_VALUE = 0x500;
