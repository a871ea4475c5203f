/** How many of a list's items, which are in the order of `key`, have one of `limit` or less. */
export function countSorted<Key extends string>(
	list: readonly { readonly [key in Key]: number }[],
	key: Key,
	limit: number,
): number {
	let low = 0;
	let high = list.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (list[middle][key] <= limit) low = middle + 1;
		else high = middle;
	}
	return low;
}
