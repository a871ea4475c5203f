/** Reading and writing the bytes of frames; 802.11 is little endian, EAPOL and Ethernet are big endian. */

/** Bytes that are not what they should be; `message` says what. Decoders throw nothing else. */
export class FrameError extends Error {
	override readonly name = "FrameError";
}

/** Reads forward; throws FrameError where the bytes end too early. */
export class ByteReader {
	readonly #bytes: Uint8Array;
	readonly #view: DataView;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	}

	/** Bytes not read yet. */
	get left(): number {
		return this.#bytes.length - this.#at;
	}

	u8(what: string): number {
		return this.#view.getUint8(this.#take(1, what));
	}

	u16(what: string): number {
		return this.#view.getUint16(this.#take(2, what), true);
	}

	u32(what: string): number {
		return this.#view.getUint32(this.#take(4, what), true);
	}

	u64(what: string): bigint {
		return this.#view.getBigUint64(this.#take(8, what), true);
	}

	u16be(what: string): number {
		return this.#view.getUint16(this.#take(2, what), false);
	}

	u64be(what: string): bigint {
		return this.#view.getBigUint64(this.#take(8, what), false);
	}

	/** A view of the next `length` bytes. */
	bytes(length: number, what: string): Uint8Array {
		const at = this.#take(length, what);
		return this.#bytes.subarray(at, at + length);
	}

	/** A view of everything that is left. */
	rest(): Uint8Array {
		return this.bytes(this.left, "the rest");
	}

	#take(length: number, what: string): number {
		if (this.left < length) throw new FrameError(`cut off in ${what}`);
		this.#at += length;
		return this.#at - length;
	}
}

/** Writes forward into a buffer that grows. */
export class ByteWriter {
	#bytes = new Uint8Array(256);
	#view = new DataView(this.#bytes.buffer);
	#length = 0;

	u8(value: number): this {
		const at = this.#room(1);
		this.#view.setUint8(at, value);
		return this;
	}

	u16(value: number): this {
		const at = this.#room(2);
		this.#view.setUint16(at, value, true);
		return this;
	}

	u32(value: number): this {
		const at = this.#room(4);
		this.#view.setUint32(at, value, true);
		return this;
	}

	u64(value: bigint): this {
		const at = this.#room(8);
		this.#view.setBigUint64(at, value, true);
		return this;
	}

	u16be(value: number): this {
		const at = this.#room(2);
		this.#view.setUint16(at, value, false);
		return this;
	}

	u64be(value: bigint): this {
		const at = this.#room(8);
		this.#view.setBigUint64(at, value, false);
		return this;
	}

	bytes(bytes: ArrayLike<number>): this {
		const at = this.#room(bytes.length);
		this.#bytes.set(bytes, at);
		return this;
	}

	/** A copy of what was written. */
	done(): Uint8Array {
		return this.#bytes.slice(0, this.#length);
	}

	/** Where the next `length` bytes go; the buffer may be another one afterwards. */
	#room(length: number): number {
		const at = this.#length;
		this.#length += length;
		if (this.#length > this.#bytes.length) {
			const old = this.#bytes;
			this.#bytes = new Uint8Array(2 * this.#length);
			this.#bytes.set(old);
			this.#view = new DataView(this.#bytes.buffer);
		}
		return at;
	}
}
