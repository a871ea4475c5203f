import test from "ava";
import { Desk } from "./desk.js";

test("a bundle is all that another machine needs", (t) => {
	const desk = new Desk(t);
	desk.write("hal.rules.yaml", "pins: ignore\n");
	const packed = desk.run("pack", "hal.mpk", "-o", "hal.zip");
	t.is(packed.code, 0, packed.err);
	t.regex(packed.out, /^hal\.zip: \d+ bytes\n$/);
	desk.env.ESP8266_REPLAY_CACHE = desk.path("empty");
	t.is(desk.run("hal.mpk").code, 3, "there is no firmware here");
	const unpacked = desk.run("unpack", "hal.zip", "-o", "there.mpk", "--json");
	t.is(unpacked.code, 0, unpacked.err);
	t.like(JSON.parse(unpacked.out), { trace: "there.mpk", rules: "there.rules.yaml" });
	t.is(desk.run("there.mpk").code, 0);
	t.regex(desk.run("unpack", "hal.zip", "-o", "there.mpk").err, /there\.mpk is there already/);
	t.like(desk.run("unpack", "hal.mpk", "-o", "x.mpk"), { code: 2 });
});
