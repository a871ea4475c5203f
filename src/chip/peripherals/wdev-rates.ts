/** Air time of 802.11b/g frames by the MAC's rate code. Source: IEEE 802.11-2016, clauses 15 to 18. */

/** DSSS and CCK codes 0 to 3 (long preamble): megabits a second, times two. */
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
const OFDM_PREAMBLE_US = 20;
const OFDM_SERVICE_AND_TAIL_BITS = 22;
const OFDM_SIGNAL_EXTENSION_US = 6;

/** Microseconds on the air of `length` bytes (FCS included) at rate code `rate` (0 to 15). */
export function airTimeUs(length: number, rate: number): number {
	const bitsPerSymbol = OFDM_BITS_PER_SYMBOL[rate];
	if (bitsPerSymbol !== undefined) {
		const symbols = Math.ceil((OFDM_SERVICE_AND_TAIL_BITS + 8 * length) / bitsPerSymbol);
		return OFDM_PREAMBLE_US + 4 * symbols + OFDM_SIGNAL_EXTENSION_US;
	}
	return LONG_PREAMBLE_US + Math.ceil((16 * length) / DSSS_HALF_MBPS[rate & 3]);
}
