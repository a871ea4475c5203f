import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { boardPin } from "../../../src/world/board/board.js";
import { boardNames, loadBoard } from "../../../src/world/board/load-board.js";
import { parseBoard } from "../../../src/world/board/parse-board.js";
import { DeviceBench } from "../../../src/world/devices/bench.js";
import { DeviceError } from "../../../src/world/devices/errors.js";
import { deviceKinds } from "../../../src/world/devices/kinds.js";
import { ScenarioError } from "../../../src/world/scenario/errors.js";
import { parseScenario } from "../../../src/world/scenario/parse.js";
import { tempFolder } from "../../temp.js";

for (const name of boardNames()) {
	test(`${name}: the profile is whole, and its devices can be put on it`, (t) => {
		const board = loadBoard(name);
		t.is(board.id, name);
		const bench = new DeviceBench({ devices: board.devices, kinds: deviceKinds(), seed: 0n });
		t.is(bench.devices.size, board.devices.length);
	});
}

test("what the boards are known for", (t) => {
	const facts = (name: string) => {
		const { flashSize, gpio16ToReset } = loadBoard(name);
		return [flashSize >> 10, gpio16ToReset];
	};
	t.deepEqual(facts("feather-huzzah"), [4096, false]);
	t.deepEqual(facts("esp-01"), [1024, false]);
	t.deepEqual(facts("generic"), [4096, true]);
	t.deepEqual(facts("generic-512k"), [512, true]);
	t.is(boardPin(loadBoard("esp-01"), "GPIO16"), undefined, "it leads nowhere");
	t.is(boardPin(loadBoard("nodemcu"), "D5"), 14);
	t.is(boardPin(loadBoard("nodemcu"), "gpio14"), 14);
	t.is(boardPin(loadBoard("d1-mini"), "D9"), undefined);
	t.is(boardPin(loadBoard("generic"), "16"), 16);
	t.is(boardPin(undefined, "17"), undefined);
});

test("a profile of one's own is a file", (t) => {
	const path = join(tempFolder(t), "mine.yaml");
	writeFileSync(
		path,
		"name: Mine\nflash_size: 2M\npins: { IO: 4 }\ndevices: [{ name: eye, kind: led, pin: IO }]\n",
	);
	const board = loadBoard(path);
	t.like(board, { id: "mine", name: "Mine", flashSize: 2 << 20, gpio16ToReset: false });
	t.deepEqual(board.devices, [{ name: "eye", kind: "led", pins: { pin: 4 }, settings: {} }]);
});

test("a board that cannot be had says why", (t) => {
	t.throws(() => loadBoard("nodemcv"), {
		instanceOf: DeviceError,
		message: /there is no board "nodemcv": there is d1-mini, /,
	});
	t.throws(() => loadBoard("./none.yaml"), { instanceOf: DeviceError, message: /none.yaml cannot be read/ });
	const wrong: [string, RegExp][] = [
		["name: x", /b.yaml:1:1: a board must have a flash_size/],
		["flash_size: 3M", /flash_size must be 512K, 1M/],
		["flash_size: 4M\npins: { A: 17 }", /b.yaml:2:12: a pin's GPIO number must be from 0 to 16/],
		["flash_size: 4M\nleds: 1", /a board has no key "leds"/],
		["flash_size: 4M\npins: { A: 4 }\ndevices: [{ kind: led, pin: B }]", /there is no pin "B" on b: A/],
	];
	for (const [text, message] of wrong)
		t.throws(() => parseBoard(text, "b.yaml", "b"), { instanceOf: ScenarioError, message });
});

test("a scenario names pins as its board does, and may add the wire from GPIO16", (t) => {
	const scenario = parseScenario(
		`board: { profile: d1-mini, gpio16_to_reset: yes }
devices:
  - { name: air, kind: dht22, pin: D2, temperature: 21 }
  - { name: screen, kind: ssd1306-i2c, pins: { scl: D1, sda: "12" } }
steps:
  - pin: { D5: low }
  - set: { air: { temperature: -3, humidity: 0010 } }
  - press: button
  - expect: { screen: { on: yes } }
    timeout: 1s
  - save: { screen: out.png }
  - brown-out
`,
		"s.yaml",
	);
	t.true(scenario.board?.gpio16ToReset);
	t.deepEqual(scenario.devices?.[0], {
		name: "air",
		kind: "dht22",
		pins: { pin: 4 },
		settings: { temperature: 21 },
	});
	t.deepEqual(scenario.devices?.[1].pins, { scl: 5, sda: 12 });
	t.deepEqual(
		scenario.steps.map(({ line, ...step }) => step),
		[
			{ kind: "pin", levels: [{ pin: 14, level: 0 }] },
			{ kind: "set", changes: [{ device: "air", values: { temperature: -3, humidity: "0010" } }] },
			{ kind: "set", changes: [{ device: "button", values: { pressed: true } }] },
			{ kind: "see", states: [{ device: "screen", values: { on: "yes" } }], timeoutTicks: 160_000_000 },
			{ kind: "save", files: [{ device: "screen", path: "out.png" }] },
			{ kind: "power", event: "brown-out", straps: 3 },
		],
	);
});

test("mistakes in devices and their steps are told with their place", (t) => {
	const wrong: [string, RegExp][] = [
		["devices: [{ pin: 4 }]\nsteps: []", /s.yaml:1:11: a device must have a kind/],
		["devices: [{ kind: led, pin: 17 }]\nsteps: []", /s.yaml:1:29: there is no pin "17": GPIO 0 to 16/],
		["board: d1-mini\nsteps: [{ pin: { D9: low } }]", /there is no pin "D9" on Wemos D1 mini: D0, D1/],
		["steps: [{ set: { air: 4 } }]", /what set says of air must be a map/],
		["steps: [{ set: {} }]", /set must name a device and its values/],
		["steps: [{ save: {} }]", /save must name a display and a file/],
		["board: { gpio16_to_reset: yes }\nsteps: []", /board must have a profile/],
	];
	for (const [text, message] of wrong) t.throws(() => parseScenario(text, "s.yaml"), { message });
});
