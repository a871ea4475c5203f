/** The kinds of devices that come with this package, by the names that scenarios use. */
import type { DeviceKind } from "./device.js";
import { apa102 } from "./kinds/apa102.js";
import { bme280 } from "./kinds/bme280.js";
import { button } from "./kinds/button.js";
import { dht11, dht22 } from "./kinds/dht.js";
import { ds18b20 } from "./kinds/ds18b20.js";
import { encoder } from "./kinds/encoder.js";
import { i2cMemory } from "./kinds/i2c-memory.js";
import { neopixel } from "./kinds/neopixel.js";
import { led, probe } from "./kinds/probe.js";
import { serialMonitor } from "./kinds/serial-monitor.js";
import { spiMemory } from "./kinds/spi-memory.js";
import { ssd1306I2c, ssd1306Spi } from "./kinds/ssd1306.js";
import { waveform } from "./kinds/waveform.js";

const KINDS: readonly DeviceKind[] = [
	apa102,
	bme280,
	button,
	dht11,
	dht22,
	ds18b20,
	encoder,
	i2cMemory,
	led,
	neopixel,
	probe,
	serialMonitor,
	spiMemory,
	ssd1306I2c,
	ssd1306Spi,
	waveform,
];

/** Those, and kinds of one's own beside them or in their place. */
export function deviceKinds(own: readonly DeviceKind[] = []): ReadonlyMap<string, DeviceKind> {
	return new Map([...KINDS, ...own].map((kind) => [kind.name, kind]));
}
