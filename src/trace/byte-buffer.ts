/** Bytes that grow. */
export class ByteBuffer {
	#bytes = new Uint8Array(256);
	#view = new DataView(this.#bytes.buffer);
	#length = 0;

	get length(): number {
		return this.#length;
	}

	push(byte: number): void {
		if (this.#length === this.#bytes.length) this.#grow(1);
		this.#bytes[this.#length++] = byte;
	}

	append(bytes: Uint8Array): void {
		if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
		this.#bytes.set(bytes, this.#length);
		this.#length += bytes.length;
	}

	/** Big-endian. */
	pushU64(value: bigint): void {
		if (this.#length + 8 > this.#bytes.length) this.#grow(8);
		this.#view.setBigUint64(this.#length, value);
		this.#length += 8;
	}

	/** What was gathered, as a view that is valid until the next push. */
	view(): Uint8Array {
		return this.#bytes.subarray(0, this.#length);
	}

	clear(): void {
		this.#length = 0;
	}

	#grow(more: number): void {
		const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
		larger.set(this.view());
		this.#bytes = larger;
		this.#view = new DataView(larger.buffer);
	}
}
