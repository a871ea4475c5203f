/** The plainest air: what one chip sends, all others on it hear, at the same tick and strength. */
import { earliest, type SentFrame, type World, type WorldAction } from "../../src/world/world.js";

export class Relay implements World {
	readonly #others: Relay[] = [];
	#arriving: { tick: number; frame: SentFrame }[] = [];

	/** Puts two relays on one air. */
	static pair(): [Relay, Relay] {
		const [a, b] = [new Relay(), new Relay()];
		a.#others.push(b);
		b.#others.push(a);
		return [a, b];
	}

	next(): number | undefined {
		return earliest(...this.#arriving.map(({ tick }) => tick));
	}

	act(now: number): WorldAction[] {
		const due = this.#arriving.filter(({ tick }) => tick <= now);
		this.#arriving = this.#arriving.filter(({ tick }) => tick > now);
		return due.map(({ frame }) => ({ kind: "input", input: { kind: "frame", rssi: -50, ...frame } }));
	}

	onConsole(): void {}

	onFrame(tick: number, frame: SentFrame): void {
		for (const other of this.#others) other.#arriving.push({ tick, frame });
	}
}
