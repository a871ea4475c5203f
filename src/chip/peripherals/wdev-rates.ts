/** Rates and air time of 802.11b/g by the MAC's rate code. Source: IEEE 802.11-2016, clauses 10.6.6.5, 15 to 18. */

/** DSSS and CCK codes 0 to 3 (long preamble) and 4 to 7 (short): megabits a second, times two. */
const DSSS_HALF_MBPS = [2, 4, 11, 22] as const;
/** OFDM codes are the SIGNAL field's RATE bits; data bits a 4 us symbol. */
const OFDM_BITS_PER_SYMBOL: Readonly<Record<number, number>> = {
	11: 24,
	15: 36,
	10: 48,
	14: 72,
	9: 96,
	13: 144,
	8: 192,
	12: 216,
};

const LONG_PREAMBLE_US = 192;
const SHORT_PREAMBLE_US = 96;
const OFDM_PREAMBLE_US = 20;
const OFDM_SERVICE_AND_TAIL_BITS = 22;
const OFDM_SIGNAL_EXTENSION_US = 6;

/** Bytes of the frame check sequence, which frames here come without. */
export const FCS_LENGTH = 4;
/** Bytes of an ACK frame, FCS included. */
const ACK_LENGTH = 14;

/** Gap before an answer; contention slot; gap before a frame nobody waits for. 802.11b/g with long slots. */
export const SIFS_US = 10;
export const SLOT_US = 20;
export const DIFS_US = SIFS_US + 2 * SLOT_US;

/** Microseconds on the air of `length` bytes (FCS included) at rate code `rate` (0 to 15). */
export function airTimeUs(length: number, rate: number): number {
	const bitsPerSymbol = OFDM_BITS_PER_SYMBOL[rate];
	if (bitsPerSymbol !== undefined) {
		const symbols = Math.ceil((OFDM_SERVICE_AND_TAIL_BITS + 8 * length) / bitsPerSymbol);
		return OFDM_PREAMBLE_US + 4 * symbols + OFDM_SIGNAL_EXTENSION_US;
	}
	const preamble = rate & 4 ? SHORT_PREAMBLE_US : LONG_PREAMBLE_US;
	return preamble + Math.ceil((16 * length) / DSSS_HALF_MBPS[rate & 3]);
}

/** Bit rate of rate code `rate` (0 to 15), in units of 500 kb/s. */
export function rateHalfMbps(rate: number): number {
	const bitsPerSymbol = OFDM_BITS_PER_SYMBOL[rate];
	return bitsPerSymbol === undefined ? DSSS_HALF_MBPS[rate & 3] : bitsPerSymbol / 2;
}

/** Rate code of the ACK to a frame at rate code `rate`: the highest mandatory one of its kind that is not faster. */
export function ackRate(rate: number): number {
	const bits = OFDM_BITS_PER_SYMBOL[rate];
	if (bits === undefined) return rate & 7;
	if (bits >= 96) return 9;
	return bits >= 48 ? 10 : 11;
}

/** Microseconds on the air of an ACK at rate code `rate`. */
export function ackTimeUs(rate: number): number {
	return airTimeUs(ACK_LENGTH, rate);
}
