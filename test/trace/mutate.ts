/** Damages a trace in one of the ways files get damaged or forged. Seeded, so a failure can be rerun. */

/** A number in [0, 1), like Math.random. */
export type Rng = () => number;

export interface Mutation {
	readonly name: string;
	readonly bytes: Uint8Array;
}

interface Span {
	readonly start: number;
	readonly end: number;
}

/** Where the frames of an intact trace lie; the header is the first. */
export function frameSpans(trace: Uint8Array): Span[] {
	const view = new DataView(trace.buffer, trace.byteOffset, trace.byteLength);
	const spans: Span[] = [];
	for (let start = 0; start < trace.length; ) {
		const kindSize = spans.length === 0 ? 1 + (trace[start + 1] & 31) : 1;
		const head = 1 + kindSize + 29;
		const end = start + head + view.getUint32(start + head - 4);
		spans.push({ start, end });
		start = end;
	}
	return spans;
}

/** Puts parts of traces together. */
export function join(...parts: Uint8Array[]): Uint8Array {
	return new Uint8Array(Buffer.concat(parts));
}

type Mutator = (bytes: Uint8Array, rng: Rng, donor: Uint8Array) => Uint8Array;

const upTo = (rng: Rng, n: number): number => Math.floor(rng() * n);

function someRange(bytes: Uint8Array, rng: Rng): Span {
	const start = upTo(rng, bytes.length);
	return { start, end: start + 1 + upTo(rng, Math.min(64, bytes.length - start)) };
}

/** Replaces the frames of `bytes` by what `change` makes of them. */
function withFrames(bytes: Uint8Array, change: (frames: Uint8Array[]) => void): Uint8Array {
	const frames = frameSpans(bytes).map(({ start, end }) => bytes.subarray(start, end));
	change(frames);
	return join(...frames);
}

const MUTATORS: Readonly<Record<string, Mutator>> = {
	"flip a bit": (bytes, rng) => {
		const out = bytes.slice();
		out[upTo(rng, out.length)] ^= 1 << upTo(rng, 8);
		return out;
	},
	"flip some bytes": (bytes, rng) => {
		const out = bytes.slice();
		for (let n = 1 + upTo(rng, 8); n > 0; n--) out[upTo(rng, out.length)] = upTo(rng, 256);
		return out;
	},
	truncate: (bytes, rng) => bytes.slice(0, upTo(rng, bytes.length)),
	"lose a range": (bytes, rng) => {
		const { start, end } = someRange(bytes, rng);
		return join(bytes.subarray(0, start), bytes.subarray(end));
	},
	"repeat a range": (bytes, rng) => {
		const { start, end } = someRange(bytes, rng);
		return join(bytes.subarray(0, end), bytes.subarray(start));
	},
	"zero a range": (bytes, rng) => {
		const { start, end } = someRange(bytes, rng);
		return bytes.slice().fill(0, start, end);
	},
	"insert noise": (bytes, rng) => {
		const at = upTo(rng, bytes.length + 1);
		const noise = Uint8Array.from({ length: 1 + upTo(rng, 32) }, () => upTo(rng, 256));
		return join(bytes.subarray(0, at), noise, bytes.subarray(at));
	},
	"splice two traces": (bytes, rng, donor) =>
		join(bytes.subarray(0, upTo(rng, bytes.length)), donor.subarray(upTo(rng, donor.length))),
	"swap frames": (bytes, rng) =>
		withFrames(bytes, (frames) => {
			const a = upTo(rng, frames.length);
			const b = upTo(rng, frames.length);
			[frames[a], frames[b]] = [frames[b], frames[a]];
		}),
	"repeat a frame": (bytes, rng) =>
		withFrames(bytes, (frames) => {
			frames.splice(upTo(rng, frames.length + 1), 0, frames[upTo(rng, frames.length)]);
		}),
	"drop a frame": (bytes, rng) =>
		withFrames(bytes, (frames) => {
			frames.splice(upTo(rng, frames.length), 1);
		}),
	"take a frame from another trace": (bytes, rng, donor) =>
		withFrames(bytes, (frames) => {
			const { start, end } = frameSpans(donor)[upTo(rng, frameSpans(donor).length)];
			frames[upTo(rng, frames.length)] = donor.subarray(start, end);
		}),
	"change a length": (bytes, rng) => {
		const spans = frameSpans(bytes);
		const frame = upTo(rng, spans.length);
		const at = spans[frame].start + (frame === 0 ? (bytes[1] & 31) + 2 : 2) + 25;
		const out = bytes.slice();
		new DataView(out.buffer).setUint32(at, upTo(rng, 2) === 0 ? upTo(rng, 0x1_0000_0000) : upTo(rng, 512));
		return out;
	},
};

export const MUTATION_NAMES = Object.keys(MUTATORS);

/**
 * A damaged copy of `bytes`, an intact trace; always differs from it and from `donor`. `donor` is another intact trace
 * parts may come from. `name` picks the kind of damage, otherwise `rng` does.
 */
export function mutate(bytes: Uint8Array, rng: Rng, donor: Uint8Array = bytes, name?: string): Mutation {
	for (;;) {
		const chosen = name ?? MUTATION_NAMES[upTo(rng, MUTATION_NAMES.length)];
		const mutated = MUTATORS[chosen](bytes, rng, donor);
		const intact = [bytes, donor].some((original) => Buffer.compare(mutated, original) === 0);
		if (!intact) return { name: chosen, bytes: mutated };
	}
}
