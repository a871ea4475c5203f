import test from "ava";
import { encodeFrame } from "../../src/trace/frame.js";
import { type Chunk, loadHash64, TraceError } from "../../src/trace/index.js";
import { seeded } from "../../tools/random.js";
import { frameSpans, join, MUTATION_NAMES, mutate } from "./mutate.js";
import { outcomeOf } from "./outcome.js";
import { HEADER, writeSample } from "./sample.js";

const hash64 = await loadHash64();
const trace = writeSample(hash64);
const killed = writeSample(hash64, false);
const spans = frameSpans(trace);
const whole = outcomeOf(trace, hash64).chunks;

/** Whether `chunks` are the first of `of`, judged by place and span. */
function isPrefix(chunks: readonly Chunk[], of: readonly Chunk[]): boolean {
	return chunks.every((chunk, i) => chunk.offset === of[i]?.offset && chunk.lastTick === of[i]?.lastTick);
}

test("cut at any byte, a trace is never complete and gives its whole chunks", (t) => {
	const ends = new Set(spans.map((span) => span.end));
	for (let length = 0; length < trace.length; length++) {
		const { chunks, ending, error } = outcomeOf(trace.subarray(0, length), hash64);
		if (length < spans[0].end) {
			t.is(error?.code, length === 0 ? "not-a-trace" : "damaged", `cut at ${length}`);
			continue;
		}
		t.is(error, undefined, `cut at ${length}`);
		const wholeFrames = spans.filter((span) => span.end <= length);
		t.is(ending?.complete, false);
		t.is(ending?.end, undefined);
		t.is(ending?.damagedTail, !ends.has(length), `cut at ${length}`);
		t.is(ending?.offset, wholeFrames.at(-1)?.end);
		t.deepEqual(chunks, whole.slice(0, Math.min(wholeFrames.length - 1, 2)));
	}
});

for (const [name, bytes] of [
	["finished", trace],
	["killed", killed],
] as const) {
	test(`any single changed byte of a ${name} trace is noticed`, (t) => {
		const intact = outcomeOf(bytes, hash64).chunks;
		for (let at = 0; at < bytes.length; at++) {
			for (const change of [0x01, 0x08, 0x80, 0xff]) {
				const altered = bytes.slice();
				altered[at] ^= change;
				const { chunks, error } = outcomeOf(altered, hash64);
				if (!error) {
					t.fail(`byte ${at} ^ ${change} was accepted`);
					continue;
				}
				t.true(isPrefix(chunks, intact));
				t.true(error.offset <= at, `byte ${at}: said to be at ${error.offset}`);
			}
		}
		t.pass();
	});
}

const frames = spans.map(({ start, end }) => trace.subarray(start, end));
const [head, first, second, index, end] = frames;
const unfinished = frameSpans(killed).map(({ start, end }) => killed.subarray(start, end));
const foreign = writeSample(hash64, true, { ...HEADER, seed: 1n });
const other = frameSpans(foreign).map(({ start, end }) => foreign.subarray(start, end));

const forged: Record<string, Uint8Array[]> = {
	"swapped chunks": [head, second, first, index, end],
	"a repeated chunk": [head, first, first, second, index, end],
	"a dropped chunk": [head, first, index, end],
	"a dropped first chunk": [head, second, index, end],
	"a dropped index": [head, first, second, end],
	"a chunk after the index": [head, first, second, index, second],
	"a repeated header": [head, head, first, second, index, end],
	"a repeated end": [head, first, second, index, end, end],
	"a chunk of another trace": [head, other[1], second, index, end],
	"chunks under another header": [other[0], first, second, index, end],
	"the end of another trace": [head, first, second, index, other[4]],
	"bytes after the end": [head, first, second, index, end, Uint8Array.of(0)],
	"another trace after the end": [...frames, ...frames],
	"noise after a killed trace": [...unfinished, Uint8Array.of(0)],
};

for (const [name, parts] of Object.entries(forged)) {
	test(`${name}: damaged`, (t) => {
		const { chunks, error } = outcomeOf(join(...parts), hash64);
		t.is(error?.code, "damaged");
		t.true(chunks.length <= 2);
	});
}

test("the error says where, and what was read before it stands", (t) => {
	const altered = trace.slice();
	altered[spans[2].end - 1] ^= 1;
	const { chunks, error } = outcomeOf(altered, hash64);
	t.deepEqual(chunks, whole.slice(0, 1));
	t.true(error instanceof TraceError);
	t.is(error?.frame, 2);
	t.is(error?.offset, spans[2].start);
	t.regex(error?.message ?? "", new RegExp(`byte ${spans[2].start} \\(frame 2\\)`));
});

test("frames in the wrong order are damaged even when their hashes are right", (t) => {
	const chain = new DataView(head.slice().buffer).getBigUint64(18 + 16);
	for (const [kind, message] of [
		["end", /before the index/],
		["index", /not followed by the end/],
	] as const) {
		const frame = encodeFrame(kind, 1, 0, Uint8Array.of(0x90), chain, hash64);
		const chunk = encodeFrame("chunk", 2, 0, Uint8Array.of(0x80), frame.chain, hash64);
		t.regex(outcomeOf(join(head, frame.bytes, chunk.bytes), hash64).error?.message ?? "", message);
	}
});

test("a newer format version is too new, whatever follows", (t) => {
	for (const version of ["2", "17", "999999999"]) {
		const name = Buffer.from(`esp8266-replay/${version}`);
		const newer = join(Uint8Array.of(0x95, 0xa0 | name.length), name, Uint8Array.of(1, 2, 3));
		const { error } = outcomeOf(newer, hash64);
		t.is(error?.code, "too-new");
		t.regex(error?.message ?? "", new RegExp(`version ${version} .*update`));
	}
});

test("what never was a trace is told apart from a damaged one", (t) => {
	for (const text of ["", "A", "\x7fELF plus more", "esp8266-replay/1", `${"\0".repeat(200)}`]) {
		t.is(outcomeOf(Buffer.from(text, "latin1"), hash64).error?.code, "not-a-trace", text);
	}
	for (const version of ["0", "01", "x", "", "1234567890"]) {
		const name = Buffer.from(`esp8266-replay/${version}`);
		const bytes = join(Uint8Array.of(0x95, 0xa0 | name.length), name, new Uint8Array(60));
		t.is(outcomeOf(bytes, hash64).error?.code, "damaged", version);
	}
});

for (const [seed, name] of MUTATION_NAMES.entries()) {
	test(`mutation "${name}" is never accepted and never crashes`, (t) => {
		const rng = seeded(seed);
		for (let i = 0; i < 300; i++) {
			const { bytes } = mutate(trace, rng, killed, name);
			const { chunks, ending, error } = outcomeOf(bytes, hash64);
			t.not(ending?.complete, true, `round ${i}`);
			t.true(isPrefix(chunks, whole) || isPrefix(chunks, outcomeOf(killed, hash64).chunks), `round ${i}`);
			if (!error && ending?.damagedTail === false) t.true(bytes.length < trace.length);
		}
	});
}
