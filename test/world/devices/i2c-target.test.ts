import test from "ava";
import fc from "fast-check";
import { I2cPort, type I2cTarget } from "../../../src/world/devices/bus/i2c-target.js";

/** A controller that knows of the port only what is on its two lines. */
class Controller {
	readonly #ports: I2cPort[] = [];
	readonly #pulls: (0 | "z")[] = [];
	#sda: 0 | "z" = "z";
	#seen: 0 | 1 = 1;

	add(address: number, target: I2cTarget): this {
		const at = this.#pulls.push("z") - 1;
		this.#ports.push(
			new I2cPort(address, target, (level) => {
				this.#pulls[at] = level;
				this.#settle();
			}),
		);
		return this;
	}

	start(): void {
		this.#drive("z");
		this.#clock(1);
		this.#drive(0);
		this.#clock(0);
	}

	stop(): void {
		this.#drive(0);
		this.#clock(1);
		this.#drive("z");
	}

	/** Sends a byte; whether it was acknowledged. */
	send(byte: number): boolean {
		for (let bit = 7; bit >= 0; bit--) this.#bit(((byte >>> bit) & 1) as 0 | 1);
		return this.#bit(1) === 0;
	}

	receive(acknowledges: boolean): number {
		let byte = 0;
		for (let bit = 0; bit < 8; bit++) byte = (byte << 1) | this.#bit(1);
		this.#bit(acknowledges ? 0 : 1);
		return byte;
	}

	#bit(bit: 0 | 1): 0 | 1 {
		this.#drive(bit ? "z" : 0);
		this.#clock(1);
		const seen = this.#level;
		this.#clock(0);
		return seen;
	}

	#drive(level: 0 | "z"): void {
		this.#sda = level;
		this.#settle();
	}

	get #level(): 0 | 1 {
		return this.#sda === 0 || this.#pulls.includes(0) ? 0 : 1;
	}

	#settle(): void {
		const level = this.#level;
		if (level === this.#seen) return;
		this.#seen = level;
		for (const port of this.#ports) port.sda(level);
	}

	#clock(level: 0 | 1): void {
		for (const port of this.#ports) port.scl(level);
	}
}

const byte = fc.integer({ min: 0, max: 0xff });

test("bytes go both ways, for the one that is meant alone", (t) => {
	fc.assert(
		fc.property(
			fc.uniqueArray(fc.integer({ min: 8, max: 0x77 }), { minLength: 3, maxLength: 3 }),
			fc.array(byte, { maxLength: 20 }),
			fc.array(byte, { minLength: 1, maxLength: 20 }),
			fc.boolean(),
			([address, other, absent], sent, answers, repeatsStart) => {
				const took: number[] = [];
				const wrong: number[] = [];
				const queue = [...answers];
				const bus = new Controller()
					.add(address, { write: (b) => took.push(b) > 0, read: () => queue.shift() ?? 0xff })
					.add(other, { write: (b) => wrong.push(b) > 0, read: () => 0 });
				bus.start();
				t.true(bus.send(address << 1));
				for (const b of sent) t.true(bus.send(b));
				if (!repeatsStart) bus.stop();
				bus.start();
				t.true(bus.send((address << 1) | 1));
				t.deepEqual(
					answers.map((_, i) => bus.receive(i < answers.length - 1)),
					answers,
				);
				bus.stop();
				bus.start();
				t.false(bus.send(absent << 1));
				bus.stop();
				t.deepEqual(took, sent);
				t.deepEqual(wrong, []);
			},
		),
	);
});

test("a target may refuse its address, or a byte", (t) => {
	let busy = true;
	let ends = 0;
	const bus = new Controller().add(0x50, {
		begin: () => !busy,
		write: (b) => b !== 3,
		read: () => 0,
		end: () => void ends++,
	});
	bus.start();
	t.false(bus.send(0xa0));
	bus.stop();
	t.is(ends, 0);
	busy = false;
	bus.start();
	t.true(bus.send(0xa0));
	t.true(bus.send(2));
	t.false(bus.send(3));
	t.false(bus.send(4), "nothing is heard after that");
	bus.stop();
	t.is(ends, 1);
});

test("any levels on the lines are survived, and after a STOP all is as ever", (t) => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(fc.boolean(), fc.constantFrom<0 | 1>(0, 1)), { maxLength: 200 }),
			(noise) => {
				const took: number[] = [];
				let pulled: 0 | "z" = "z";
				const port = new I2cPort(0x3c, { write: (b) => took.push(b) > 0, read: () => 0x55 }, (level) => {
					pulled = level;
				});
				for (const [isClock, level] of noise) {
					if (isClock) port.scl(level);
					else port.sda(level);
				}
				port.scl(0);
				port.sda(0);
				port.scl(1);
				port.sda(1);
				t.is(pulled, "z");
			},
		),
	);
});
