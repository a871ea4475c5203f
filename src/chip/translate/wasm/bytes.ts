/** A growing array of bytes with the number encodings of WebAssembly. */
export class ByteWriter {
	#bytes = new Uint8Array(256);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	byte(value: number): void {
		if (this.#length === this.#bytes.length) this.#grow(1);
		this.#bytes[this.#length++] = value;
	}

	bytes(values: ArrayLike<number>): void {
		if (this.#length + values.length > this.#bytes.length) this.#grow(values.length);
		this.#bytes.set(values, this.#length);
		this.#length += values.length;
	}

	/** LEB128, unsigned 32 bits. */
	unsigned(value: number): void {
		let rest = value >>> 0;
		while (rest >= 0x80) {
			this.byte((rest & 0x7f) | 0x80);
			rest >>>= 7;
		}
		this.byte(rest);
	}

	/** LEB128, signed 32 bits. */
	signed(value: number): void {
		let rest = value | 0;
		while (rest < -0x40 || rest >= 0x40) {
			this.byte((rest & 0x7f) | 0x80);
			rest >>= 7;
		}
		this.byte(rest & 0x7f);
	}

	/** LEB128 of the signed 64-bit number high * 2^32 + low, both halves as signed words. */
	signed64(high: number, low: number): void {
		let upper = high | 0;
		let lower = low | 0;
		while (upper !== lower >> 31 || lower < -0x40 || lower >= 0x40) {
			this.byte((lower & 0x7f) | 0x80);
			lower = (lower >>> 7) | (upper << 25);
			upper >>= 7;
		}
		this.byte(lower & 0x7f);
	}

	/** A name of ASCII characters. */
	name(text: string): void {
		this.unsigned(text.length);
		for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
	}

	/** What was written. */
	take(): Uint8Array<ArrayBuffer> {
		return this.#bytes.slice(0, this.#length);
	}

	#grow(more: number): void {
		const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
		bigger.set(this.#bytes);
		this.#bytes = bigger;
	}
}
