/** Frames that get lost on the way to and from a node, on request. */
import type { SeededRandom } from "../random.js";

/** Which way frames go: from the node to everybody else, or to it. */
export type Way = "sent" | "heard";

export interface Loss {
	/** Of every frame, 0 to 1. */
	readonly probability?: number;
	/** The next so many frames for certain. */
	readonly next?: number;
}

export class Fading {
	readonly #random: SeededRandom;
	readonly #loss: Record<Way, { probability: number; next: number }> = {
		sent: { probability: 0, next: 0 },
		heard: { probability: 0, next: 0 },
	};

	constructor(random: SeededRandom) {
		this.#random = random;
	}

	/** What is not said stays as it is. */
	set(way: Way, loss: Loss): void {
		Object.assign(this.#loss[way], loss);
	}

	/** Whether a frame that goes this way is lost. */
	loses(way: Way): boolean {
		const loss = this.#loss[way];
		if (loss.next > 0) {
			loss.next--;
			return true;
		}
		return loss.probability > 0 && this.#random.chance(loss.probability);
	}
}
