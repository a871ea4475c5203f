/**
 * GDB's remote serial protocol as bytes: packets `$data#sum` with acknowledgements, and the interrupt byte.
 *
 * Source: "Remote Protocol" in GDB's manual. Takes any bytes; what is no packet is skipped, what is damaged refused.
 */

/** Bytes of the longest packet that is taken, without its frame. */
export const PACKET_SIZE = 0x4000;

/** What has come in. */
export type Incoming =
	| { readonly kind: "packet"; readonly data: Buffer }
	/** A packet whose sum is wrong, or which is too long: to be sent again. */
	| { readonly kind: "damaged" }
	| { readonly kind: "interrupt" }
	/** The other side wants the last packet again. */
	| { readonly kind: "again" };

const INTERRUPT = 0x03;
const DOLLAR = 0x24;
const HASH = 0x23;
const ESCAPE = 0x7d;
const STAR = 0x2a;
const MINUS = 0x2d;
const FLIP = 0x20;

/** Sum of all bytes modulo 256. */
const sumOf = (data: Uint8Array): number => data.reduce((sum, byte) => (sum + byte) & 0xff, 0);

export class PacketReader {
	/** Bytes of an unfinished packet, with its dollar; empty between packets. */
	#open: number[] = [];
	/** Bytes of the sum that are still to come; -1 before its mark. */
	#sumLeft = -1;
	#isTooLong = false;

	/** Takes bytes as they come. */
	*take(bytes: Uint8Array): Generator<Incoming, void> {
		for (const byte of bytes) {
			const incoming = this.#open.length === 0 ? this.#between(byte) : this.#within(byte);
			if (incoming) yield incoming;
		}
	}

	#between(byte: number): Incoming | undefined {
		if (byte === INTERRUPT) return { kind: "interrupt" };
		if (byte === MINUS) return { kind: "again" };
		if (byte === DOLLAR) this.#open.push(byte);
		return undefined;
	}

	#within(byte: number): Incoming | undefined {
		if (this.#sumLeft < 0) {
			// A dollar within a packet: what came before was cut off.
			if (byte === DOLLAR) this.#restart();
			if (byte === HASH) this.#sumLeft = 2;
			else if (this.#open.length > PACKET_SIZE) this.#isTooLong = true;
			if (byte === HASH || !this.#isTooLong) this.#open.push(byte);
			return undefined;
		}
		this.#open.push(byte);
		if (--this.#sumLeft > 0) return undefined;
		const packet = Buffer.from(this.#open);
		const isTooLong = this.#isTooLong;
		this.#restart();
		this.#open = [];
		const data = packet.subarray(1, -3);
		const sum = packet.toString("latin1", packet.length - 2);
		const isRight = /^[0-9a-fA-F]{2}$/.test(sum) && Number.parseInt(sum, 16) === sumOf(data);
		return isTooLong || !isRight ? { kind: "damaged" } : { kind: "packet", data };
	}

	#restart(): void {
		this.#open = [];
		this.#sumLeft = -1;
		this.#isTooLong = false;
	}
}

/** The bytes of a packet. `data` must not need escapes, or have them. */
export function framePacket(data: string | Uint8Array): Buffer {
	const bytes = typeof data === "string" ? Buffer.from(data, "latin1") : Buffer.from(data);
	const sum = sumOf(bytes).toString(16).padStart(2, "0");
	return Buffer.concat([Buffer.from("$"), bytes, Buffer.from(`#${sum}`)]);
}

/** Binary data as packets carry it. */
export function escapeBinary(data: Uint8Array): Buffer {
	const out: number[] = [];
	for (const byte of data) {
		if (byte === DOLLAR || byte === HASH || byte === ESCAPE || byte === STAR) out.push(ESCAPE, byte ^ FLIP);
		else out.push(byte);
	}
	return Buffer.from(out);
}

/** The data that was escaped so. */
export function unescapeBinary(data: Uint8Array): Buffer {
	const out: number[] = [];
	for (let i = 0; i < data.length; i++) {
		if (data[i] === ESCAPE && i + 1 < data.length) out.push(data[++i] ^ FLIP);
		else out.push(data[i]);
	}
	return Buffer.from(out);
}

/** A register as GDB takes it: big endian, see byte-order.ts; in hex. */
export function hexWord(value: number): string {
	return (value >>> 0).toString(16).padStart(8, "0");
}

/** Hex digits as bytes; undefined when they are none, or of an odd number. */
export function hexBytes(text: string): Buffer | undefined {
	return /^(?:[0-9a-fA-F]{2})*$/.test(text) ? Buffer.from(text, "hex") : undefined;
}

/** A number in hex of at most 32 bits; undefined for anything else. */
export function hexNumber(text: string | undefined): number | undefined {
	return text !== undefined && /^[0-9a-fA-F]{1,8}$/.test(text) ? Number.parseInt(text, 16) : undefined;
}
