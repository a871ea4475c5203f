/** Walks the frames of a file with bounded reads and never trusts what it has not checked. */
import { damaged } from "./errors.js";
import { decodeHead, FIRST_HEAD_SIZE, type FrameKind, HEAD_SIZE } from "./frame.js";
import type { Hash64 } from "./hash64.js";
import { MAX_PAYLOAD } from "./limits.js";
import type { Source } from "./source.js";

/** A frame whose hashes are right; its payload is still as stored. */
export interface WalkedFrame {
	readonly kind: FrameKind;
	readonly flags: number;
	readonly payload: Uint8Array;
	readonly frame: number;
	readonly offset: number;
}

export class FrameWalker {
	readonly #source: Source;
	readonly #hash64: Hash64;
	#offset = 0;
	#sequence = 0;
	#chain = 0n;

	constructor(source: Source, hash64: Hash64) {
		this.#source = source;
		this.#hash64 = hash64;
	}

	/** Another walker at the same place. */
	fork(): FrameWalker {
		const fork = new FrameWalker(this.#source, this.#hash64);
		fork.#offset = this.#offset;
		fork.#sequence = this.#sequence;
		fork.#chain = this.#chain;
		return fork;
	}

	/** Where the next frame would begin. */
	get offset(): number {
		return this.#offset;
	}

	get sequence(): number {
		return this.#sequence;
	}

	/** The next frame; undefined at the end of the file or of its whole frames. Throws TraceError. */
	next(): WalkedFrame | undefined {
		const offset = this.#offset;
		const frame = this.#sequence;
		if (offset === this.#source.size) return undefined;
		const headSize = frame === 0 ? FIRST_HEAD_SIZE : HEAD_SIZE;
		const head = decodeHead(this.#source.read(offset, headSize), frame, this.#chain, offset, this.#hash64);
		if (!head) return undefined;
		if (head.length > MAX_PAYLOAD) throw damaged("its length exceeds the format's limit", offset, frame);
		const end = offset + headSize + head.length;
		if (end > this.#source.size) return undefined;
		const payload = this.#source.read(offset + headSize, head.length);
		if (payload.length !== head.length || this.#hash64(payload, 0n) !== head.payloadHash) {
			throw damaged("its contents were altered", offset, frame);
		}
		this.#offset = end;
		this.#sequence++;
		this.#chain = head.chain;
		return { kind: head.kind, flags: head.flags, payload, frame, offset };
	}
}
