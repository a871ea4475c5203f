import { firmwareTest, IMAGES } from "../../images.js";
import { flashAndReplay } from "./esptool.js";

firmwareTest(
	IMAGES["v1.23.0"],
	"esptool-js resets a running board into download mode and writes MicroPython, which boots to its prompt",
	async (t, { firmware }) => {
		const { log, console } = await flashAndReplay(t, {
			image: firmware.bytes,
			before: "default_reset",
			eraseAll: false,
			until: ">>> ",
			consoleBaud: 115_200,
		});
		t.regex(log, /^Hash of data verified\.$/m);
		t.notRegex(log, /trying again|WARNING|Error/);
		t.regex(console, /^MicroPython v1\.23\.0 on 2024-06-02; ESP module with ESP8266\r$/m);
	},
);
