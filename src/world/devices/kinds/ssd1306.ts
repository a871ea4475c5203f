/** OLED modules with an SSD1306, on I2C or on SPI. */
import { i2cAddress } from "../bus/i2c-target.js";
import type { Device, DeviceKind, Surface } from "../device.js";
import { pictureHash } from "../picture.js";
import type { Settings } from "../settings.js";
import { Ssd1306Controller } from "./ssd1306-controller.js";

const DEFAULT_ADDRESS = 0x3c;
/** Control byte: one more follows each byte; what comes is data, not commands. */
const CONTINUES = 0x80;
const IS_DATA = 0x40;

function makeController(surface: Surface, settings: Settings): Ssd1306Controller {
	const width = settings.integer("width", 8, 128) ?? 128;
	const height = settings.integer("height", 8, 64) ?? 64;
	const controller = new Ssd1306Controller(width, height);
	surface.optionalPin("res")?.onEdge((level) => {
		if (level === 0) controller.reset();
	});
	return controller;
}

function display(controller: Ssd1306Controller): Device {
	return {
		state: () => ({
			on: controller.isOn,
			contrast: controller.contrast,
			inverted: controller.inverts,
			pixels: pictureHash(controller.picture()),
			lit: controller.picture().pixels.filter((pixel) => pixel !== 0).length,
		}),
		picture: () => controller.picture(),
		onPower(event) {
			if (event === "power-on" || event === "brown-out") controller.reset();
		},
	};
}

export const ssd1306I2c: DeviceKind = {
	name: "ssd1306-i2c",
	pins: ["scl", "sda", "res?"],
	make(surface, settings) {
		const controller = makeController(surface, settings);
		let control: number | undefined;
		surface.i2c(i2cAddress(settings, DEFAULT_ADDRESS), {
			begin() {
				control = undefined;
				return true;
			},
			write(byte) {
				if (control === undefined) {
					control = byte;
					return true;
				}
				if (control & IS_DATA) controller.data(byte);
				else controller.command(byte);
				if (control & CONTINUES) control = undefined;
				return true;
			},
			// Bit 6 of the status says that the panel is off.
			read: () => (controller.isOn ? 0x00 : 0x40),
		});
		return display(controller);
	},
};

export const ssd1306Spi: DeviceKind = {
	name: "ssd1306-spi",
	pins: ["sck", "mosi", "miso?", "cs?", "dc", "res?"],
	make(surface, settings) {
		const controller = makeController(surface, settings);
		const dc = surface.pin("dc");
		surface.spi({
			answer: () => 0xff,
			take: (byte) => (dc.level === 1 ? controller.data(byte) : controller.command(byte)),
		});
		return display(controller);
	},
};
