/** A serial monitor on UART1's TX, which is GPIO2. */
import type { DeviceKind } from "../device.js";

/** Characters that are kept. */
const MAX_TEXT = 4096;

export const serialMonitor: DeviceKind = {
	name: "serial-monitor",
	pins: [],
	make(surface) {
		let text = "";
		let speed = 0;
		surface.onUart1((byte, baud) => {
			text = (text + String.fromCharCode(byte)).slice(-MAX_TEXT);
			speed = baud;
		});
		return { state: () => ({ text, baud: speed }) };
	},
};
