/** The radiotap header: what a receiver knows of a frame beside its bytes. Source: radiotap.org, "Defined fields". */
import { rateHalfMbps } from "../../chip/peripherals/wdev-rates.js";

/** How a frame was on the air. */
export interface RadioFacts {
	/** Microseconds. */
	readonly time: bigint;
	/** The MAC's rate code. */
	readonly rate: number;
	/** 1 to 14. */
	readonly channel: number;
	/** dBm; undefined for what was sent. */
	readonly rssi: number | undefined;
}

const TSFT = 1 << 0;
const FLAGS = 1 << 1;
const RATE = 1 << 2;
const CHANNEL = 1 << 3;
const SIGNAL = 1 << 5;

const FLAG_SHORT_PREAMBLE = 0x02;
const CHANNEL_CCK = 0x0020;
const CHANNEL_OFDM = 0x0040;
const CHANNEL_2GHZ = 0x0080;

const FIRST_FREQUENCY = 2412;
const CHANNEL_WIDTH = 5;
const LAST_CHANNEL = 14;
const LAST_FREQUENCY = 2484;

/** Codes below this are DSSS and CCK; of these, the ones with this bit have the short preamble. */
const FIRST_OFDM_CODE = 8;
const SHORT_PREAMBLE_BIT = 4;

export function radiotap({ time, rate, channel, rssi }: RadioFacts): Uint8Array {
	const length = rssi === undefined ? 22 : 23;
	const header = new DataView(new ArrayBuffer(length));
	const ofdm = rate >= FIRST_OFDM_CODE;
	header.setUint16(2, length, true);
	header.setUint32(4, TSFT | FLAGS | RATE | CHANNEL | (rssi === undefined ? 0 : SIGNAL), true);
	header.setBigUint64(8, time, true);
	header.setUint8(16, !ofdm && rate & SHORT_PREAMBLE_BIT ? FLAG_SHORT_PREAMBLE : 0);
	header.setUint8(17, rateHalfMbps(rate));
	header.setUint16(18, frequencyOf(channel), true);
	header.setUint16(20, CHANNEL_2GHZ | (ofdm ? CHANNEL_OFDM : CHANNEL_CCK), true);
	if (rssi !== undefined) header.setInt8(22, rssi);
	return new Uint8Array(header.buffer);
}

/** Megahertz. */
function frequencyOf(channel: number): number {
	return channel === LAST_CHANNEL ? LAST_FREQUENCY : FIRST_FREQUENCY + CHANNEL_WIDTH * (channel - 1);
}
