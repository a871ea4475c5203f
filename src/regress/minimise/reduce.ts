/** Delta debugging: the fewest items of a list for which something still holds. */

export interface ReduceOptions {
	/** Told after each test how many items are left. */
	readonly onTest?: (left: number) => void;
}

/**
 * Leaves out ever smaller pieces as long as `holds` does. None of the items that are left can be left out alone. `holds`
 * must be true for all items.
 */
export async function reduce<T>(
	items: readonly T[],
	holds: (items: readonly T[]) => Promise<boolean>,
	{ onTest }: ReduceOptions = {},
): Promise<readonly T[]> {
	let left = items;
	let size = Math.max(1, left.length >> 1);
	for (;;) {
		let shrunk = false;
		// From the end: what came last is often what came after the failure.
		for (let end = left.length; end > 0; end -= size) {
			const start = Math.max(0, end - size);
			const without = [...left.slice(0, start), ...left.slice(end)];
			if (await holds(without)) {
				left = without;
				shrunk = true;
			}
			onTest?.(left.length);
		}
		if (left.length === 0 || (size === 1 && !shrunk)) return left;
		size = Math.max(1, Math.min(size >> 1, left.length >> 1));
	}
}
