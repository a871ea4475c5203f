/** Registers of WDEV, as offsets from its base. Source: register use of the SDKs' wDev and lmac code. */

/** Address of the block's first register; offsets are from here. */
export const WDEV_BASE = 0x3ff1fe00;
export const WDEV_SIZE = 0x2200;

const at = (address: number): number => address - WDEV_BASE;

/** Receiver: bit 31 enables it. */
export const RX_CONTROL = at(0x3ff20004);
export const RX_ENABLE = 1 << 31;
/** Descriptor that the next frame goes to; 0 when there is none. */
export const RX_DESCRIPTOR = at(0x3ff20008);
/** Of the frames that RX_DONE stands for: the last descriptor, how many they are, the first. */
export const RX_LAST = at(0x3ff20014);
export const RX_COUNT = at(0x3ff20018);
export const RX_FIRST = at(0x3ff2001c);
/** Interrupt causes of both UARTs, which live in this range. */
export const UART_STATUS = at(0x3ff20020);
/** Bits 2:0 all clear: everything on the channel is received. */
export const RX_POLICY = at(0x3ff2006c);
export const RX_POLICY_FILTER = 7;

/** Microseconds since reset, 32 bits. */
export const SYSTEM_TIME = at(0x3ff20c00);
export const INT_ENA = at(0x3ff20c18);
export const INT_RAW = at(0x3ff20c1c);
export const INT_ST = at(0x3ff20c20);
export const INT_CLR = at(0x3ff20c24);
export const INT_RX_DONE = 1 << 8;
export const INT_TX_STARTED = 1 << 18;
export const INT_TX_DONE = 1 << 19;
export const INT_TIMER1 = 1 << 26;

/** Filters of interface 0 (station), and of interface 1 (access point) 8 bytes on: 4 bytes low word, 2 bytes high word. */
export const BSSID = at(0x3ff20c28);
export const BSSID_MASK = at(0x3ff20c38);
export const OWN_ADDRESS = at(0x3ff20c48);
export const OWN_ADDRESS_MASK = at(0x3ff20c58);
/** Bit 16 of a mask's high word: the filter is on. */
export const FILTER_ON = 1 << 16;

/** Slot in bits 15:12, status in bits 31:28 of the transmission that TX_DONE stands for. */
export const TX_STATUS = at(0x3ff20c84);
/** Transmit slot q: backoff at SLOT0 - SLOT_STRIDE q, then PLCP0 and PLCP1. */
export const SLOT0 = at(0x3ff20dc0);
export const SLOT_STRIDE = 24;
export const SLOTS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 10];
export const SLOT_PLCP0 = 4;
export const SLOT_PLCP1 = 8;
/** Both bits start the slot; the MAC clears them when it is done. Bits 17:0 are the descriptor's address. */
export const PLCP0_START = 0xc0000000;
export const PLCP0_ACK_EXPECTED = 1 << 24;

export const RANDOM = at(0x3ff20e44);

/** The MAC's clock, microseconds, 64 bits. */
export const MAC_TIME_LOW = at(0x3ff21048);
export const MAC_TIME_HIGH = at(0x3ff2104c);
export const TIMER1_CONTROL = at(0x3ff210c8);
export const TIMER1_ARMED = 1 << 31;
export const TIMER1_ALARM_LOW = at(0x3ff210cc);
export const TIMER1_ALARM_HIGH = at(0x3ff210d0);
/** MAC time, low word, at the end of the last frame received. */
export const RX_TIME = at(0x3ff210fc);
