import { writeFileSync } from "node:fs";
import test from "ava";
import { ImageCache } from "../../src/firmware/cache.js";
import { DEBIAN_BUILD } from "../../src/firmware/releases.js";
import { firmwareTest, IMAGES, imageTest } from "../images.js";
import { Desk } from "./desk.js";

const SAME = /^recorded (.*)\nreplayed \1\nthe same, at \d+ checkpoints and at the end, with (\d+) inputs$/m;

test("without MicroPython the demo has a guest of its own, and says why", (t) => {
	const desk = new Desk(t, false);
	const { code, out, err } = desk.run("demo", "--offline");
	t.is(code, 0, err);
	t.regex(out, /^not here v1\.23\.0 .*--offline was said/m);
	t.regex(out, /^not here MicroPython v1\.25\.0\+ds-1 could not be built .*not in the cache/m);
	t.regex(out, /^guest +a program of this project's own$/m);
	t.regex(out, /^ok 44 /m);
	t.is(SAME.exec(out)?.[2], "12");
	t.regex(out, /^trace +demo\.mpk; go on with: replay demo\.mpk --console$/m);
	t.is(desk.run("demo.mpk", "--offline").code, 0, "its guest is in the cache");
	t.regex(desk.run("demo", "--offline").out, /^trace +demo-2\.mpk/m);
	t.is(desk.run("demo", "--offline", "-o", "demo.mpk").code, 2);
});

test("a demo that fails says so", (t) => {
	const desk = new Desk(t);
	const { code, err } = desk.run("demo", "--offline", "--rom", "echo.rom");
	t.is(code, 6);
	t.regex(err, /^replay: scenario "demo": step 1 .*; what was recorded is in demo\.mpk$/ms);
	t.is(desk.run("demo", "--offline", "--rom", "nothing.rom").code, 3);
});

imageTest(IMAGES["v1.23.0"], "the demo types at MicroPython's prompt", (t, { firmware, rom }) => {
	const desk = new Desk(t, false);
	new ImageCache(desk.env.ESP8266_REPLAY_CACHE).store("firmware", firmware.bytes);
	writeFileSync(desk.path("bootrom.bin"), rom.bytes);
	const own = desk.run("demo", "--offline");
	t.is(own.code, 0, own.err);
	t.regex(own.out, /^guest +MicroPython v1\.23\.0, the official release\n.*\nROM +esp8266-replay boot ROM$/m);
	t.regex(own.out, /^GPIO4 is 1\r?$/m);
	t.regex(own.out, SAME);
	t.notRegex(own.out, /not here/);
	const dump = desk.run("demo", "--offline", "--rom", "bootrom.bin", "-o", "dump.mpk");
	t.is(dump.code, 0, dump.err);
	t.regex(dump.out, /^ROM +ESP8266 mask ROM$/m);
	const random = (text: string) => /random: (.*)/.exec(text)?.[1];
	t.not(random(own.out), random(dump.out));
	const replayed = desk.run("demo.mpk", "--console");
	t.is(random(replayed.out), random(own.out));
});

firmwareTest(DEBIAN_BUILD.sha256, "without an official image the demo takes Debian's", (t, { firmware }) => {
	const desk = new Desk(t, false);
	new ImageCache(desk.env.ESP8266_REPLAY_CACHE).store("firmware", firmware.bytes);
	const { code, out, err } = desk.run("demo", "--offline");
	t.is(code, 0, err);
	t.regex(out, /^not here v1\.23\.0 .*--offline was said/m);
	t.regex(out, /^guest +MicroPython v1\.25\.0\+ds-1, built from Debian's source package$/m);
	t.regex(out, /^GPIO4 is 1\r?$/m);
	t.regex(out, SAME);
});
