/** Compares two snapshots of one layout and names the fields that differ. */
import type { Snapshot } from "./chip-state.js";
import type { Layout, PlacedField } from "./layout.js";

/** One difference; for arrays `index` is the first element that differs and `count` how many do. */
export interface FieldDifference {
	readonly component: string;
	readonly field: string;
	readonly index: number;
	readonly count: number;
	readonly a: number;
	readonly b: number;
}

function elements(snapshot: Snapshot, field: PlacedField): ArrayLike<number> {
	const { buffer, byteOffset } = snapshot.bytes;
	const at = byteOffset + field.offset;
	switch (field.kind) {
		case "bytes":
			return new Uint8Array(buffer, at, field.length);
		case "i32":
			return new Int32Array(buffer, at, 1);
		case "u64": {
			const [low, high] = new Uint32Array(buffer, at, 2);
			return [high * 0x1_0000_0000 + low];
		}
		default:
			return new Uint32Array(buffer, at, field.length);
	}
}

/** Lists every mutable field whose value differs, in layout order. */
export function diffSnapshots(layout: Layout, a: Snapshot, b: Snapshot): FieldDifference[] {
	const differences: FieldDifference[] = [];
	for (const component of layout.components) {
		if (component.constant) continue;
		for (const field of component.fields) {
			const left = elements(a, field);
			const right = elements(b, field);
			let index = -1;
			let count = 0;
			for (let i = 0; i < left.length; i++) {
				if (left[i] === right[i]) continue;
				if (count === 0) index = i;
				count++;
			}
			if (count > 0) {
				differences.push({
					component: component.name,
					field: field.name,
					index,
					count,
					a: left[index],
					b: right[index],
				});
			}
		}
	}
	return differences;
}
