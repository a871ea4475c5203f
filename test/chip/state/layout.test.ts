import test from "ava";
import fc from "fast-check";
import { chipComponents } from "../../../src/chip/components.js";
import { bytes, component, i32, u32, u64, words } from "../../../src/chip/state/fields.js";
import { PAGE_SIZE, placeComponents } from "../../../src/chip/state/layout.js";
import { createView } from "../../../src/chip/state/view.js";

const declared = component("sample", { a: u32(), b: i32(), c: u64(), d: bytes(5), e: words(3), f: u32() });

test("fields follow each other in the order they are declared, whole words each", (t) => {
	const [placed] = placeComponents([declared]).components;
	t.deepEqual(
		placed.fields.map(({ name, offset }) => [name, offset]),
		[
			["a", 0],
			["b", 4],
			["c", 8],
			["d", 16],
			["e", 24],
			["f", 36],
		],
	);
	t.is(placed.size, 64);
});

test("components do not overlap: small ones begin on a cache line, large ones on a page", (t) => {
	for (const size of [512 * 1024, 16 << 20]) {
		const layout = placeComponents(chipComponents(size));
		let end = 0;
		for (const { name, offset, size: length, fields } of layout.components) {
			t.true(offset >= end, name);
			t.is(offset % (length >= PAGE_SIZE ? PAGE_SIZE : 64), 0, name);
			const last = fields.at(-1)!;
			t.true(last.offset + last.size <= offset + length, name);
			end = offset + length;
		}
		t.is(layout.size, end);
		t.is(layout.wasmPages, Math.ceil(end / 65536));
	}
});

test("the same components give the same layout", (t) => {
	t.deepEqual(placeComponents(chipComponents(1 << 20)), placeComponents(chipComponents(1 << 20)));
});

test("two components of one name are refused", (t) => {
	t.throws(() => placeComponents([declared, declared]), { instanceOf: RangeError, message: /sample/ });
});

test("a view keeps what is written, and only in its own field", (t) => {
	const layout = placeComponents([declared]);
	fc.assert(
		fc.property(
			fc.nat(0xffffffff),
			fc.integer(),
			fc.maxSafeNat(),
			fc.uint8Array({ minLength: 5, maxLength: 5 }),
			(a, b, c, d) => {
				const view = createView<typeof declared.fields>(new ArrayBuffer(layout.size), layout.components[0]);
				view.a = a;
				view.b = b;
				view.c = c;
				view.d.set(d);
				view.e.fill(a);
				t.deepEqual(
					[view.a, view.b, view.c, [...view.d], [...view.e], view.f],
					[a, b, c, [...d], [a, a, a], 0],
				);
			},
		),
	);
});

test("scalars wrap like the hardware's words", (t) => {
	const layout = placeComponents([declared]);
	const view = createView<typeof declared.fields>(new ArrayBuffer(layout.size), layout.components[0]);
	view.a = -1;
	view.b = 0xffffffff;
	t.deepEqual([view.a, view.b], [0xffffffff, -1]);
	t.throws(() => {
		(view as { d: Uint8Array }).d = new Uint8Array(5);
	});
});
