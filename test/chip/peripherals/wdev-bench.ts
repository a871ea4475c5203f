/** A MAC on the bench: tuned, with descriptors to receive into and frames to send. */
import { airTimeUs } from "../../../src/chip/peripherals/wdev-rates.js";
import { Bench, MAC, US } from "../harness.js";

export const INT_ENA = 0x3ff20c18;
export const INT_RAW = 0x3ff20c1c;
export const INT_ST = 0x3ff20c20;
export const INT_CLR = 0x3ff20c24;
export const TX_STATUS = 0x3ff20c84;
export const RX_DONE = 1 << 8;
export const TX_STARTED = 1 << 18;
export const TX_DONE = 1 << 19;
export const plcp0 = (slot: number): number => 0x3ff20dc4 - 24 * slot;

const START = 0xc0000000;
const ACK_EXPECTED = 1 << 24;
const RX_CONTROL = 0x3ff20004;
const RX_DESCRIPTOR = 0x3ff20008;
const OWN = 0x3ff20c48;
const OWN_MASK = 0x3ff20c58;
const BSSID = 0x3ff20c28;
const BSSID_MASK = 0x3ff20c38;
const RX_POLICY = 0x3ff2006c;
const FILTER_ON = 0x1ffff;

export const DRAM = 0x3ffe8000;
/** Descriptors and buffers of frames to send, and of those to receive. */
export const TX_RING = 0x3fff0000;
export const RX_RING = 0x3fff4000;
export const RX_BUFFER = 0x3fff5000;
export const RX_SIZE = 1600;
export const CHANNEL = 6;

/** What the station is joined to, and somebody else. */
export const AP = [2, 0, 0, 0, 0, 1];
export const OTHER = [2, 0, 0, 0, 0, 9];
export const BROADCAST = [255, 255, 255, 255, 255, 255];
export const OWN_ADDRESS = [...MAC];

export class WdevBench extends Bench {
	/** A chip with its RF PLL on channel 6, filters set for a station at `AP`, and a ring of `buffers`. */
	constructor(buffers = 6) {
		super();
		this.setUpPll();
		this.tune(CHANNEL);
		this.address(OWN, OWN_ADDRESS);
		this.write(OWN_MASK, 0xffffffff);
		this.write(OWN_MASK + 4, FILTER_ON);
		this.address(BSSID, AP);
		this.write(BSSID_MASK, 0xffffffff);
		this.write(BSSID_MASK + 4, FILTER_ON);
		this.write(RX_POLICY, 0x717);
		this.ring(buffers);
		this.write(RX_CONTROL, 1 << 31);
		this.run(1000 * US);
	}

	/** Writes the RF PLL's divider as firmware does for a 26 MHz crystal. */
	tune(channel: number): void {
		const mhz = channel === 14 ? 2484 : 2407 + 5 * channel;
		const steps = Math.round((mhz / 19.5 - 32) * 65536);
		for (const [i, byte] of [steps >> 16, (steps >> 8) & 0xff, steps & 0xff].entries()) {
			this.write(0x60000d00, (1 << 24) | (byte << 16) | ((3 + i) << 8) | 0x63);
		}
	}

	word(address: number, value: number): void {
		this.chip.bus.store(address, 4, value);
	}

	address(register: number, bytes: readonly number[]): void {
		this.write(register, bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24));
		this.write(register + 4, bytes[4] | (bytes[5] << 8));
	}

	/** Lays out `buffers` descriptors, of which the last one ends the list. */
	ring(buffers: number): void {
		for (let i = 0; i < buffers; i++) {
			const at = RX_RING + 12 * i;
			this.word(at, (1 << 31) | RX_SIZE);
			this.word(at + 4, RX_BUFFER + i * RX_SIZE);
			this.word(at + 8, i + 1 < buffers ? at + 12 : 0);
		}
		this.write(RX_DESCRIPTOR, buffers > 0 ? RX_RING : 0);
	}

	/** Lays `data` out over descriptors of at most `chunk` bytes, and four bytes of FCS room. */
	prepare(data: readonly number[], chunk = 1000): void {
		const bytes = [...data, 0, 0, 0, 0];
		const chunks = Math.ceil(bytes.length / chunk);
		for (let i = 0; i < chunks; i++) {
			const part = bytes.slice(i * chunk, (i + 1) * chunk);
			const buffer = TX_RING + 0x1000 + i * 0x400;
			part.forEach((byte, k) => {
				this.chip.bus.store(buffer + k, 1, byte);
			});
			this.word(TX_RING + 12 * i, part.length << 12);
			this.word(TX_RING + 12 * i + 4, buffer);
			this.word(TX_RING + 12 * i + 8, i + 1 < chunks ? TX_RING + 12 * (i + 1) : 0);
		}
	}

	/** Starts slot `slot` with `length` bytes, FCS included. */
	transmit(slot: number, length: number, { rate = 0, ack = false, backoff = 0 } = {}): void {
		this.write(plcp0(slot) - 4, backoff << 12);
		this.write(plcp0(slot) + 4, length | (rate << 12));
		this.write(plcp0(slot), START | (ack ? ACK_EXPECTED : 0) | (TX_RING & 0x3ffff));
	}

	/** Begins a frame at the antenna. */
	begin(bytes: readonly number[], { rate = 0, rssi = -50, channel = CHANNEL } = {}): void {
		this.chip.input({ kind: "frame", bytes: Uint8Array.from(bytes), rssi, channel, rate });
	}

	/** A whole frame at the antenna, and half a millisecond for what follows it. */
	hear(bytes: readonly number[], options: { rate?: number; rssi?: number; channel?: number } = {}): void {
		this.begin(bytes, options);
		this.run((airTimeUs(bytes.length + 4, options.rate ?? 0) + 500) * US);
	}

	/** The descriptor of the ring and the buffer behind it. */
	received(i: number): { control: number; rx: number; bytes: number[] } {
		const load = (address: number): number => this.chip.bus.load(address, 4) >>> 0;
		const control = load(RX_RING + 12 * i);
		const buffer = RX_BUFFER + i * RX_SIZE;
		const length = ((control >>> 12) & 0xfff) - 16;
		const bytes = Array.from({ length: Math.max(0, length) }, (_, k) =>
			this.chip.bus.load(buffer + 12 + k, 1),
		);
		return { control, rx: load(buffer), bytes };
	}
}

/** A data frame from `AP` to `to`. */
export function dataFrame(to: readonly number[], body: readonly number[] = [1, 2, 3]): number[] {
	return [0x08, 0x02, 0, 0, ...to, ...AP, ...OTHER, 0x10, 0, ...body];
}
