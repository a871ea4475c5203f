/** Which code is hot: how often a sample, or a way out of translated code, met each address. */

/** Addresses remembered at the most; the cold ones go first. */
const LIMIT = 1 << 14;

export class Heat {
	readonly #counts = new Map<number, number>();
	#total = 0;

	/** All that was added since addresses were taken last. */
	get total(): number {
		return this.#total;
	}

	/** Counts a meeting, and returns how many there were at `pc`. */
	add(pc: number): number {
		const count = (this.#counts.get(pc) ?? 0) + 1;
		this.#counts.set(pc, count);
		this.#total++;
		if (this.#counts.size > LIMIT) this.#cool();
		return count;
	}

	/** Addresses with at least `least`, hottest first; all counts are forgotten. */
	take(least: number): number[] {
		const hot = [...this.#counts].filter(([, count]) => count >= least);
		this.#counts.clear();
		this.#total = 0;
		return hot.sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([pc]) => pc);
	}

	/** Halves every count. */
	#cool(): void {
		for (const [pc, count] of this.#counts) {
			if (count < 2) this.#counts.delete(pc);
			else this.#counts.set(pc, count >> 1);
		}
	}
}
