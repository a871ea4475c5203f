import test from "ava";
import { Bench } from "./bench.js";
import { entryPoints, ownRom } from "./roms.js";

test("an entry point without a function says its name and stops", (t) => {
	const bench = new Bench(ownRom());
	const address = entryPoints().get("rom_rfcal_txcap")!;
	bench.console = "";
	const { stop } = bench.call(address, [], 32e6);
	t.is(stop, "lost");
	t.true(
		bench.console.includes(
			`esp8266-replay ROM: rom_rfcal_txcap (0x${address.toString(16)}) is not implemented`,
		),
	);
});
