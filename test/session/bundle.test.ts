import test from "ava";
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { packBundle, unpackBundle } from "../../src/session/bundle.js";
import { BundleError } from "../../src/session/errors.js";
import { TraceError } from "../../src/trace/errors.js";
import { echoMachine } from "./guest.js";
import { hash64, MS, record } from "./run.js";

const machine = echoMachine();
const trace = record(machine, undefined, MS).bytes;
const firmware = machine.firmware.bytes;
const rom = machine.rom.bytes;

test("property: what is packed is unpacked, and the same makes the same file", (t) => {
	fc.assert(
		fc.property(
			fc.boolean(),
			fc.option(fc.string({ unit: "grapheme" }), { nil: undefined }),
			(withRom, rules) => {
				const bundle = {
					trace,
					firmware,
					...(withRom ? { rom } : {}),
					...(rules === undefined ? {} : { rules }),
				};
				const bytes = packBundle(bundle);
				t.deepEqual(unpackBundle(bytes, hash64), bundle);
				t.deepEqual(packBundle(bundle), bytes);
			},
		),
		{ numRuns: 10 },
	);
});

test("what is not a whole bundle, or not of this trace, is refused", (t) => {
	const other = firmware.slice();
	other[200] ^= 1;
	const cases: [Uint8Array, RegExp][] = [
		[strToU8("no zip file"), /./],
		[zipSync({ "firmware.bin": firmware }), /no trace/],
		[packBundle({ trace, firmware: other }), /firmware in it is not the trace's/],
		[packBundle({ trace, firmware, rom: rom.slice().fill(1, 0, 1) }), /boot ROM in it is not/],
		[packBundle({ trace, firmware, rom: new Uint8Array(65_537) }), /rom\.bin in it is too large/],
	];
	for (const [bytes, message] of cases) {
		t.throws(() => unpackBundle(bytes, hash64), { instanceOf: BundleError, message });
	}
	t.throws(() => unpackBundle(packBundle({ trace: strToU8("no trace"), firmware }), hash64), {
		instanceOf: TraceError,
	});
});

test("other names in a zip file are passed over, wherever they point", (t) => {
	const bytes = zipSync({ "../../evil": strToU8("x"), "trace.mpk": trace, "firmware.bin": firmware });
	t.deepEqual(Object.keys(unpackBundle(bytes, hash64)), ["trace", "firmware"]);
});

test("property: bytes that are damaged never give another bundle", (t) => {
	const bytes = packBundle({ trace, firmware, rules: "pins: ignore\n" });
	fc.assert(
		fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
			const damaged = bytes.slice();
			damaged[at] ^= change;
			try {
				const { firmware: got } = unpackBundle(damaged, hash64);
				t.deepEqual(got, firmware);
			} catch (error) {
				t.true(error instanceof BundleError || error instanceof TraceError, String(error));
			}
		}),
	);
});
