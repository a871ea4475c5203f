/**
 * Registers that are made up: every one reads random until it is written, then what was written, except where a
 * function waits for a bit, or where hardware answers. The same seed gives the same answers to either ROM.
 */

/** What a register is more than memory: bits that read as one and as zero, or an answer of its own. */
interface Manner {
	readonly ones?: number;
	readonly zeros?: number;
	/** Reads depend on what was written last, and are not what was written. */
	readonly answers?: boolean;
}

const UARTS = [0x60000000, 0x60000f00];
const UART_STATUS = 0x1c;

const WITH_MANNERS: readonly (readonly [address: number, manner: Manner])[] = [
	// SPI0: commands are done at once; the flash chip is never busy and always ready to be written.
	[0x60000200, { zeros: 0xffffffff }],
	[0x60000210, { ones: 2, zeros: 1, answers: true }],
	// DPORT: the flash cache is idle and has been flushed.
	[0x3ff0000c, { ones: 2, zeros: 0x200 }],
	// UARTs: room for a byte to be sent.
	...UARTS.map((base): [number, Manner] => [base + UART_STATUS, { zeros: 0xff00ff }]),
	// The analog I2C's hosts answer at once.
	...Array.from({ length: 16 }, (_, host): [number, Manner] => [
		0x60000d00 + 4 * host,
		{ zeros: 1 << 25, answers: true },
	]),
	// The parameter bus is idle, the IQ estimator is done.
	[0x600005a0, { zeros: 0x80000000 }],
	[0x6000057c, { ones: 0x80000000 }],
];
const MANNERS = new Map(WITH_MANNERS);

export class MadeUpRegisters {
	/** Addresses and values written, in turn, in order. */
	readonly writes: number[] = [];
	readonly #values = new Map<number, number>();
	#seed = 0;
	/** Bytes that the UARTs' receive FIFOs still hold. */
	#received = 0;

	/** Forgets everything; other answers from here on. The UARTs have received 1 to 8 bytes. */
	reset(seed: number): void {
		this.#seed = seed;
		this.#received = 1 + (seed % 8);
		this.#values.clear();
		this.writes.length = 0;
	}

	/** How many bytes the UARTs have received. */
	receive(count: number): void {
		this.#received = count;
	}

	/** Makes a register read `value` until it is written. */
	preset(address: number, value: number): void {
		this.#values.set(address, value);
	}

	read(address: number): number {
		if (UARTS.includes(address)) return this.#receivedByte(address);
		const written = this.#values.get(address);
		const { ones = 0, zeros = 0, answers = false } = MANNERS.get(address) ?? {};
		const value =
			written === undefined || answers ? mix(this.#seed, address, answers ? (written ?? 0) : 0) : written;
		const count = UARTS.includes(address - UART_STATUS) ? this.#received : 0;
		return ((value & ~zeros) | ones | count) >>> 0;
	}

	/** The next byte of a receive FIFO. */
	#receivedByte(address: number): number {
		const byte = mix(this.#seed, address, this.#received) & 0xff;
		if (this.#received > 0) this.#received--;
		return byte;
	}

	write(address: number, value: number): void {
		this.#values.set(address, value >>> 0);
		this.writes.push(address >>> 0, value >>> 0);
	}
}

/** 32 bits that look random, out of three words (the finalizer of MurmurHash3). */
function mix(a: number, b: number, c: number): number {
	let h = Math.imul(a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(c, 0x85ebca77), 0xc2b2ae3d);
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) >>> 0;
}
