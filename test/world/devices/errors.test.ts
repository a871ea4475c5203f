import test from "ava";
import type { DeviceKind } from "../../../src/world/devices/device.js";
import { DeviceError } from "../../../src/world/devices/errors.js";
import { Settings } from "../../../src/world/devices/settings.js";
import { device, Kit } from "./bench-kit.js";

const fails = (devices: readonly ReturnType<typeof device>[]) => () => new Kit(devices);

test("a device that cannot be had is told what is wrong", (t) => {
	const cases: [ReturnType<typeof device>[], RegExp][] = [
		[
			[device("dht23", { data: 4 })],
			/device "dht23": there is no kind of device "dht23"; there is apa102, bme280/,
		],
		[[device("dht22", {})], /device "dht22": its pin "data" must be wired/],
		[[device("dht22", { scl: 4 })], /a dht22 has no pin "scl"; it has data/],
		[[device("waveform", { pin: 4 })], /a waveform has no pin "pin"$/],
		[[device("dht22", { data: 4 }, { temperature: 99 })], /temperature must be a number from -40 to 80/],
		[
			[device("dht22", { data: 4 }, { humdity: 9 })],
			/there is no "humdity" to set; there is pull_up, temperature/,
		],
		[[device("led", { pin: 4 }, { lit: "dim" })], /lit must be one of low, high/],
		[[device("neopixel", { data: 4 }, { pixels: 1.5 })], /pixels must be a whole number/],
		[[device("button", { pin: 4 }, { pull_up: 3 })], /pull_up must be yes or no/],
		[
			[device("ds18b20", { data: 4 }, { serial: "0102" })],
			/serial must be 6 bytes in hexadecimal, or a list/,
		],
		[
			[device("i2c-memory", { scl: 5, sda: 4 }, { size: 2, contents: "010203" })],
			/longer than the memory, 2 bytes/,
		],
		[[device("led", { pin: 4 }), device("led", { pin: 5 })], /there are two devices "led"/],
	];
	for (const [devices, message] of cases) t.throws(fails(devices), { instanceOf: DeviceError, message });
});

test("what is not there cannot be set, looked at or drawn", (t) => {
	const kit = new Kit([device("probe", { pin: 4 })]);
	t.throws(() => kit.set("led", {}), { message: 'there is no device "led"; there is probe' });
	t.throws(() => kit.set("probe", { level: 1 }), { message: 'device "probe": nothing of it can be set' });
	t.throws(() => kit.bench.picture("probe"), { message: 'device "probe" shows no picture' });
});

test("settings as they are given", (t) => {
	const settings = new Settings({ a: [1, 2], b: "0a:0b 0c", c: "yes", d: null, e: [1, 256] }, "it");
	t.deepEqual(settings.bytes("a"), Uint8Array.of(1, 2));
	t.deepEqual(settings.bytes("b", 3), Uint8Array.of(10, 11, 12));
	t.is(settings.flag("c"), true);
	t.is(settings.number("d"), undefined);
	t.throws(() => settings.bytes("e"), { message: /e must be bytes/ });
	settings.done();
});

test("a kind of one's own stands beside the others, or in the place of one", (t) => {
	const own: DeviceKind = { name: "led", pins: ["pin"], make: () => ({ state: () => ({ mine: true }) }) };
	t.deepEqual(new Kit([device("led", { pin: 4 })], [own]).state("led"), { mine: true });
});
