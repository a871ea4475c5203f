import test from "ava";
import { device, Kit } from "./bench-kit.js";

const levels = (kit: Kit, pin: number) =>
	kit.inputs.flatMap(({ input }) => (input.kind === "pin" && input.pin === pin ? [input.level] : []));

test("a button bounces, and comes to rest within its time", (t) => {
	const kit = new Kit([device("button", { pin: 4 }, { bounce_ms: 3 })]);
	kit.set("button", { pressed: true });
	kit.wait(3500);
	const pressed = levels(kit, 4);
	t.true(pressed.length > 3, String(pressed));
	t.is(pressed.at(-1), 0);
	kit.wait(100_000);
	t.is(levels(kit, 4).length, pressed.length);
	kit.set("button", { pressed: false });
	kit.wait(3500);
	t.is(levels(kit, 4).at(-1), "z");
	t.deepEqual(kit.state("button"), { pressed: false, presses: 1 });
});

test("without bounce there is one edge; a button to the supply drives high", (t) => {
	const kit = new Kit([device("button", { pin: 4 }, { bounce_ms: 0, to: "supply" })]);
	kit.set("button", { pressed: true });
	kit.wait(10_000);
	t.deepEqual(levels(kit, 4), [1]);
});

test("an encoder's contacts say how far it was turned, and which way", (t) => {
	const kit = new Kit([device("encoder", { a: 4, b: 5 }, { step_ms: 0.5 })]);
	let position = 0;
	let last = 0b11;
	const follow = (us: number) => {
		for (let at = 0; at < us; at += 100) {
			kit.wait(100);
			const now = (kit.level(4) << 1) | kit.level(5);
			// Gray code: clockwise A goes low first.
			const order = [0b11, 0b01, 0b00, 0b10];
			const moved = (order.indexOf(now) - order.indexOf(last) + 4) % 4;
			position += moved === 3 ? -1 : moved;
			last = now;
		}
	};
	kit.set("encoder", { turn: 5 });
	t.is(kit.state("encoder").turning, true);
	follow(20_000);
	t.is(position, 20);
	kit.set("encoder", { turn: -7 });
	follow(20_000);
	t.is(position, -8);
	t.deepEqual(kit.state("encoder"), { position: -2, turning: false });
});

test("a probe measures the last period, and a level that stands still", (t) => {
	const kit = new Kit([device("probe", { pin: 12 }), device("led", { pin: 12 }, { lit: "low" })]);
	for (let n = 0; n < 5; n++) {
		kit.pin(12, 1);
		kit.wait(250);
		kit.pin(12, 0);
		kit.wait(750);
	}
	t.deepEqual(kit.state("probe"), { level: 0, edges: 10, frequency: 1000, duty: 25 });
	t.deepEqual(kit.state("led"), { lit: true, brightness: 75, edges: 10 });
	kit.wait(10_000);
	t.deepEqual(kit.state("probe"), { level: 0, edges: 10, frequency: 0, duty: 0 });
	kit.pin(12, "z");
	kit.bench.movePin(12, 1, kit.tick);
	kit.wait(1);
	t.is(kit.state("probe").level, 1, "what a scenario moves by hand is on the wire too");
});

test("a serial monitor hears UART1", (t) => {
	const kit = new Kit([device("serial-monitor", {})]);
	for (const byte of Buffer.from("hello")) kit.bench.onUart1(byte, kit.tick, 9600);
	t.deepEqual(kit.state("serial-monitor"), { text: "hello", baud: 9600 });
});

test("a probe knows frequency and duty of what the chip modulates without its edges; an LED its brightness", (t) => {
	const kit = new Kit([device("probe", { pin: 4 }), device("led", { pin: 4 }, { lit: "low" })]);
	// Three of eight steps of 50 ns: 2.5 MHz in single pulses, mean 7.5 MHz.
	kit.bits(4, { bytes: Uint8Array.of(0b00100101), count: 8, bitTicks: 8, elapsed: 0, repeat: true });
	kit.wait(1000);
	t.deepEqual(kit.state("probe"), { level: 0, edges: 15_000, frequency: 7_500_000, duty: 37.5 });
	t.like(kit.state("led"), { brightness: 62.5 });
	kit.pin(4, 1);
	kit.wait(10);
	t.like(kit.state("probe"), { level: 1, frequency: 0, duty: 100 });
});
