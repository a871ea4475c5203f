/** Several worlds around one chip. */
import { type ChipPort, earliest, type World, type WorldAction, type WorldEnd } from "./world.js";

/** Acts in the order the worlds are given; ends when the first of them ends. */
export class CombinedWorld implements World {
	readonly #worlds: readonly World[];

	constructor(...worlds: readonly World[]) {
		this.#worlds = worlds;
	}

	next(): number | undefined {
		return earliest(...this.#worlds.map((world) => world.next()));
	}

	act(now: number, port: ChipPort): readonly WorldAction[] {
		return this.#worlds.flatMap((world) => {
			const next = world.next();
			return next !== undefined && next <= now ? world.act(now, port) : [];
		});
	}

	onConsole(byte: number): void {
		for (const world of this.#worlds) world.onConsole(byte);
	}

	get end(): WorldEnd | undefined {
		for (const { end } of this.#worlds) if (end) return end;
		return undefined;
	}
}
